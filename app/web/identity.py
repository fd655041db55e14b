"""The person of this request, as plain values: ending a read transaction costs no second look."""

from dataclasses import dataclass, field

from flask_login import LoginManager

SUPERADMIN = "superadmin"
HELPING = frozenset({"mentor", "kiosk"})
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
class Helped:
    """The person somebody acts for in the pages of sellers, by an agreement that holds at this moment."""

    assistance_id: int
    id: int
    name: str
    is_confirmed: bool


@dataclass(frozen=True)
class SignedIn:
    """Somebody with a live session row; `get_id` is the session's token, not the person's key.

    The shops are those of the person somebody acts for, while that is so; everything else is one's own.
    """

    id: int
    name: str
    email: str
    is_confirmed: bool
    token: str = field(repr=False)
    roles: frozenset[str] = frozenset()
    memberships: tuple[Membership, ...] = ()
    helped: Helped | None = None

    is_authenticated = True
    is_active = True
    is_anonymous = False

    @property
    def is_staff(self) -> bool:
        """Whether any page of the back office is open to this person."""
        return bool(self.roles - HELPING)

    @property
    def is_helper(self) -> bool:
        """Whether this person may ask sellers to be let help."""
        return bool(self.roles & HELPING)

    @property
    def acts_for_id(self) -> int:
        """Whose shop and application the pages of sellers are about: the helped person's, else one's own."""
        return self.helped.id if self.helped else self.id

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
    is_helper = False
    helped = None
    name = ""

    def get_id(self) -> None:
        """A visitor has no session to name."""


login_manager = LoginManager()
login_manager.session_protection = None  # the session row decides; a phone changes its address all day
login_manager.anonymous_user = Visitor
