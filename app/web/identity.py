"""The person of this request, as plain values: ending a read transaction costs no second look."""

from dataclasses import dataclass, field

from flask_login import LoginManager

SUPERADMIN = "superadmin"
ANY_ADMIN = "any"
OWNER, STAFF, BOOKKEEPER = "owner", "staff", "bookkeeper"
SUSPENDED_OWNER, SUSPENDED_STAFF, SUSPENDED_BOOKKEEPER = "suspended_owner", "suspended_staff", "suspended_bookkeeper"
WHEN_SUSPENDED = {OWNER: SUSPENDED_OWNER, STAFF: SUSPENDED_STAFF, BOOKKEEPER: SUSPENDED_BOOKKEEPER}


@dataclass(frozen=True)
class Membership:
    """A shop the person works for."""

    seller_id: int
    seller_slug: str
    seller_name: str
    role: str


@dataclass(frozen=True)
class SignedIn:
    """Somebody with a live session row; `get_id` is the session's token, not the person's key."""

    id: int
    name: str
    email: str
    is_confirmed: bool
    token: str = field(repr=False)
    roles: frozenset[str] = frozenset()
    memberships: tuple[Membership, ...] = ()

    is_authenticated = True
    is_active = True
    is_anonymous = False

    @property
    def is_staff(self) -> bool:
        """Whether any page of the back office is open to this person."""
        return bool(self.roles)

    @property
    def is_seller_member(self) -> bool:
        """Whether the seller centre is open to this person."""
        return bool(self.memberships)

    def may(self, role: str) -> bool:
        """Whether this person holds the admin role, or all of them; ANY_ADMIN asks for one of them."""
        return self.is_staff if role == ANY_ADMIN else role in self.roles or SUPERADMIN in self.roles

    def get_id(self) -> str:
        """What Flask-Login keeps in the signed cookie."""
        return self.token


class Visitor:
    """Nobody is signed in. There is no id to compare anything with."""

    is_authenticated = False
    is_active = False
    is_anonymous = True
    is_confirmed = False
    is_staff = False
    is_seller_member = False
    name = ""

    def get_id(self) -> None:
        """A visitor has no session to name."""


login_manager = LoginManager()
login_manager.session_protection = None  # the session row decides; a phone changes its address all day
login_manager.anonymous_user = Visitor
