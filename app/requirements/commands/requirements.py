"""What the law says about a requirement, kept by admins."""

from dataclasses import asdict, dataclass, fields
from datetime import date

from app import audit
from app.accounts.queries.accounts import check_sells_nothing
from app.crypto import fingerprint
from app.models.requirement import Requirement
from app.requirements import queries
from app.requirements.errors import RequirementChanged


@dataclass(frozen=True)
class Said:
    """What sellers read about a requirement, the law behind it, and when it holds; both days inclusive, in Jakarta."""

    explanation: str
    where_to_get: str
    source: str
    effective_from: date
    effective_until: date | None

    @property
    def mark(self) -> str:
        """The fingerprint of a form that shows this."""
        return fingerprint({name: str(value) for name, value in asdict(self).items()})


def said_of(requirement: Requirement) -> Said:
    """What is said now."""
    return Said(**{each.name: getattr(requirement, each.name) for each in fields(Said)})


def change_requirement(requirement_id: int, said: Said, *, seen: str, admin_id: int) -> Requirement:
    """Say it anew; what is said so already stays. `seen` is the mark of what the form showed.

    Raises OwnTrade, NotFound, RequirementChanged.
    """
    check_sells_nothing(admin_id)
    requirement = queries.lock_requirement(requirement_id)
    before = said_of(requirement)
    if said == before:
        return requirement
    if before.mark != seen:
        raise RequirementChanged
    changed = [each.name for each in fields(Said) if getattr(said, each.name) != getattr(before, each.name)]
    for name in changed:
        setattr(requirement, name, getattr(said, name))
    audit.record(
        "requirement.changed",
        requirement,
        fields=changed,
        effective_from=said.effective_from.isoformat(),
        effective_until=said.effective_until.isoformat() if said.effective_until else "",
    )
    return requirement
