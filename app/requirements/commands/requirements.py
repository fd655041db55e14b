"""What the law says about a requirement, kept by admins."""

from collections.abc import Collection
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any

from app import audit
from app.accounts.queries.accounts import check_sells_nothing
from app.crypto import fingerprint
from app.models.requirement import Effect, Evidence, Requirement
from app.requirements import queries, releases, rules
from app.requirements.commands.shelves import set_shelves
from app.requirements.errors import RequirementChanged
from app.requirements.rules import SHELVES, Needs


@dataclass(frozen=True)
class Said:
    """What is read about a requirement, the law behind it, who decides, when and how long it holds, and for what.

    Days are inclusive, in Jakarta. `needed_for` and `exempt_for` are ids of categories; `needed_when` is None where it
    cannot be said so.
    """

    title: str
    explanation: str
    where_to_get: str
    source: str
    number_label: str
    issuer: str
    evidence: Evidence
    effective_from: date
    effective_until: date | None
    valid_days: int | None
    filed_days: int | None
    warn_days: tuple[int, ...]
    needed_when: Needs | None
    needed_for: tuple[int, ...]
    exempt_for: tuple[int, ...]

    @property
    def mark(self) -> str:
        """The fingerprint of a form that shows this."""
        return fingerprint({name: str(value) for name, value in asdict(self).items()})

    @property
    def effects(self) -> dict[int, Effect]:
        """What it means for categories."""
        return dict.fromkeys(self.needed_for, Effect.NEEDED) | dict.fromkeys(self.exempt_for, Effect.EXEMPT)


COLUMNS = tuple(each.name for each in fields(Said) if each.name not in (*SHELVES, "warn_days", "needed_when"))


def said_of(requirement: Requirement) -> Said:
    """What is said now."""
    shelves: dict[str, Any] = {
        name: tuple(sorted(row.category_id for row in requirement.categories if row.effect == effect))
        for name, effect in SHELVES.items()
    }
    facts = {name: getattr(requirement, name) for name in COLUMNS}
    needs = rules.read_needs(requirement.needed_when)
    return Said(**facts | shelves | {"warn_days": tuple(requirement.warn_days), "needed_when": needs})


def change_requirement(requirement_id: int, said: Said, *, seen: str, because: str, admin_id: int) -> Requirement:
    """Say it anew; what is said so already stays. `seen` is the mark of what the form showed.

    What is said as the release says it follows releases again.

    Raises OwnTrade, NotFound, RequirementChanged, StillNeeded.
    """
    check_sells_nothing(admin_id)
    requirement = queries.lock_requirement(requirement_id)
    before = said_of(requirement)
    changed = [each.name for each in fields(Said) if getattr(said, each.name) != getattr(before, each.name)]
    own = _besides_release(requirement.code, said, {*requirement.changed_fields, *changed})
    if not changed and own == requirement.changed_fields:
        return requirement
    if before.mark != seen:
        raise RequirementChanged
    rules.check_still_asked(
        requirement,
        queries.requirements_for(requirement.purpose),
        begins=said.effective_from,
        ends=said.effective_until,
        today=queries.today(),
    )
    for name in changed:
        if name in COLUMNS:
            setattr(requirement, name, getattr(said, name))
    requirement.warn_days = list(said.warn_days)
    if said.needed_when != before.needed_when and said.needed_when is not None:
        requirement.needed_when = said.needed_when.conditions
    if not SHELVES.keys().isdisjoint(changed):
        set_shelves(requirement, said.effects)
    requirement.changed_by_id = admin_id
    requirement.changed_fields = own
    audit.record(
        "requirement.changed",
        requirement,
        because=because,
        fields=changed,
        effective_from=said.effective_from.isoformat(),
        effective_until=said.effective_until.isoformat() if said.effective_until else "",
    )
    return requirement


def _besides_release(code: str, said: Said, names: Collection[str]) -> list[str]:
    """Which of these the release does not say so."""
    row = next((row for row in releases.requirement_rows() if row["code"] == code), None)
    if row is None:
        return sorted(names)
    shelves: dict[str, Any] = {name: queries.ids_of_shelves(row.get(name, ())) for name in SHELVES}
    released = replace(said_of(Requirement(**releases.facts_of(row))), **shelves)
    return sorted(name for name in names if getattr(said, name) != getattr(released, name))
