"""When something must be shown, and what counts as shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from app.i18n import _
from app.models.requirement import (
    Effect,
    Evidence,
    Proof,
    Purpose,
    Requirement,
    Submission,
    SubmissionStatus,
    Waiver,
)
from app.requirements.errors import EndedAlready, IssuedLater, NotTaken, StillNeeded

Facts = Mapping[str, Any]
LONGEST_WARNING = 365  # days
SHORT = 30  # days: whatever keeps longer is of one kind
SHELVES = {"needed_for": Effect.NEEDED, "exempt_for": Effect.EXEMPT}
CATEGORIES = "category_ids"  # a product's category and those above it, the own one first
NEVER_NEEDED_WHEN = {"halal": [{"halal": "non_halal"}]}  # UU 33/2014 pasal 26: it carries a label instead


class Stage(StrEnum):
    MISSING = "missing"
    READY = "ready"
    WAITING = "waiting"
    REJECTED = "rejected"
    EXPIRED = "expired"
    FILED = "filed"
    MET = "met"
    WAIVED = "waived"


SETTLED = frozenset({Stage.MET, Stage.FILED, Stage.WAIVED})
SHOWN = SETTLED | {Stage.READY, Stage.WAITING}


@dataclass(frozen=True)
class State:
    """Where one requirement stands for one subject.

    With all that was submitted for it, oldest first, and every waiver that there ever was, newest first.
    """

    requirement: Requirement
    stage: Stage
    is_needed: bool
    is_asked_for: bool = False
    current: Submission | None = None
    latest: Submission | None = None
    waiver: Waiver | None = None
    waivers: Sequence[Waiver] = ()
    submissions: Sequence[Submission] = ()

    @property
    def is_shown(self) -> bool:
        """Whether its subject has nothing left to do for it, though somebody may have."""
        return self.stage in SHOWN

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to do for it."""
        return self.stage in SETTLED

    @property
    def ends_soon(self) -> bool:
        """Whether its owners were warned of its end, and nobody looks at what renews it."""
        is_renewed = self.latest is not None and self.latest.status == SubmissionStatus.SUBMITTED
        return self.current is not None and self.current.warned_days is not None and not is_renewed

    @property
    def is_open(self) -> bool:
        """Whether it is needed and still to be shown."""
        return self.is_needed and not self.is_settled


@dataclass(frozen=True)
class Needs:
    """What makes a requirement needed: always, goods that are all of these, or a word in their name or keywords.

    None and nothing: whatever they are. Nothing at all: offered, never needed.
    """

    is_always: bool = False
    is_food: bool | None = None
    is_cold_chain: bool | None = None
    keeps_days: int | None = None
    halal: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def conditions(self) -> list[dict[str, Any]]:
        """As a requirement keeps them."""
        facts = {
            "is_food": self.is_food,
            "is_cold_chain": self.is_cold_chain,
            "shelf_life_days": None if self.keeps_days is None else {"at_least": self.keeps_days},
            "halal": list(self.halal) or None,
        }
        goods = {name: value for name, value in facts.items() if value is not None}
        names = {"name": {"contains": list(self.names)}} if self.names else {}
        tags = {"tags": {"any_of": list(self.tags)}} if self.tags else {}
        return [{}] if self.is_always else [each for each in (goods, names, tags) if each]


def read_needs(conditions: Sequence[Mapping[str, Any]]) -> Needs | None:
    """What a requirement keeps; None for conditions that cannot be said so."""
    said: dict[str, Any] = {}
    for each in conditions:
        match dict(each):
            case {"name": {"contains": words}, **rest} if not rest:
                said["names"] = tuple(words)
            case {"tags": {"any_of": words}, **rest} if not rest:
                said["tags"] = tuple(words)
            case {"shelf_life_days": how} if how.keys() != {"at_least"}:
                return None
            case goods if goods.keys() <= {"is_food", "is_cold_chain", "shelf_life_days", "halal"}:
                said |= _read_goods(goods)
            case _:
                return None
    needs = Needs(**said)
    return needs if len(needs.conditions) == len(conditions) else None


def _read_goods(goods: Mapping[str, Any]) -> dict[str, Any]:
    if not goods:
        return {"is_always": True}
    halal = goods.get("halal", [])
    return {
        "is_food": goods.get("is_food"),
        "is_cold_chain": goods.get("is_cold_chain"),
        "keeps_days": goods.get("shelf_life_days", {}).get("at_least"),
        "halal": (halal,) if isinstance(halal, str) else tuple(halal),
    }


def is_any_true(conditions: Iterable[Mapping[str, Any]], facts: Facts) -> bool:
    """Whether one of the conditions holds; an empty condition always does.

    A condition names facts with what they must be: a value, a list of values, or one of `at_least` (unknown counts as
    much), `any_of` (a collection shares a value), `contains` (a text has one of the words in it).
    """
    return any(all(_holds(wanted, facts.get(name)) for name, wanted in each.items()) for each in conditions)


def is_needed(requirement: Requirement, facts: Facts) -> bool:
    """Whether these facts make it needed: never what the law exempts, else the nearest category with a say decides."""
    if is_any_true(NEVER_NEEDED_WHEN.get(requirement.code, ()), facts):
        return False
    effects = {each.category_id: each.effect for each in requirement.categories}
    for category_id in facts.get(CATEGORIES, ()):
        if category_id in effects:
            return effects[category_id] == Effect.NEEDED
    return is_any_true(requirement.needed_when, facts)


def counts(submission: Submission, requirement: Requirement, facts: Facts, *, today: date) -> bool:
    """Whether what was submitted shows the requirement for a subject with these facts."""
    is_granted = submission.proof == Proof.ISSUED or is_any_true(requirement.filed_counts_when, facts)
    return is_granted and is_valid(submission, today=today)


def is_valid(submission: Submission, *, today: date) -> bool:
    """Whether it was accepted and has not ended."""
    has_ended = submission.valid_until is not None and submission.valid_until < today
    return submission.status == SubmissionStatus.ACCEPTED and not has_ended


def holds(waiver: Waiver, *, today: date) -> bool:
    """Whether it was not taken back and has not ended."""
    return waiver.revoked_at is None and (waiver.valid_until is None or waiver.valid_until >= today)


def stage_of(submissions: Sequence[Submission], *, today: date) -> Stage:
    """Where a requirement stands by what was submitted for it, oldest first."""
    valid = [each for each in submissions if is_valid(each, today=today)]
    if any(each.proof == Proof.ISSUED for each in valid):
        return Stage.MET
    if valid:
        return Stage.FILED
    latest = next((each for each in reversed(submissions) if each.status != SubmissionStatus.WITHDRAWN), None)
    if latest is None:
        return Stage.MISSING
    return {SubmissionStatus.SUBMITTED: Stage.WAITING, SubmissionStatus.REJECTED: Stage.REJECTED}.get(
        latest.status, Stage.EXPIRED
    )


def end_of(requirement: Requirement, proof: Proof, *, issued_on: date | None, valid_until: date | None) -> date | None:
    """Until when it is valid: the day on the paper, and never longer than the requirement grants."""
    days = requirement.filed_days if proof == Proof.FILED else requirement.valid_days
    if days is None or issued_on is None:
        return valid_until
    latest = issued_on + timedelta(days=days)
    return latest if valid_until is None else min(valid_until, latest)


def check_proof(requirement: Requirement, proof: Proof) -> None:
    """Raises NotTaken for an application that is still running where only what was issued counts."""
    if proof == Proof.FILED and not requirement.filed_counts_when:
        raise NotTaken


def check_dates(*, issued_on: date | None, valid_until: date | None, today: date) -> None:
    """Raises IssuedLater, EndedAlready."""
    if issued_on is not None and (issued_on > today or (valid_until is not None and valid_until < issued_on)):
        raise IssuedLater
    if valid_until is not None and valid_until < today:
        raise EndedAlready


def check_still_asked(
    requirement: Requirement, others: Iterable[Requirement], *, begins: date, ends: date | None, today: date
) -> None:
    """Raises StillNeeded for days on which a shop could not open, or something could not be shown by this instead."""
    opens_shops = requirement.purpose == Purpose.ONBOARDING and requirement.evidence == Evidence.COMPUTED
    if opens_shops and not requirement.decided_by and (begins > today or ends is not None):
        raise StillNeeded(_("Tanpa ini toko tidak dapat dibuka, jadi syarat ini tidak dapat ditunda atau diakhiri."))
    for other in others:
        stands_on_it = other.evidence == Evidence.COMPUTED and requirement.code in other.instead
        if stands_on_it and ends is not None and (other.effective_until is None or other.effective_until > ends):
            raise StillNeeded(
                _("Akhiri dulu syarat ini, yang hanya dapat dipenuhi lewatnya: %(title)s.", title=other.title)
            )


def masked(number: str) -> str:
    """A number of which only the beginning and the end are shown."""
    shown = 4 if len(number) > 10 else 2
    return f"{number[:shown]}•••••{number[-shown:]}" if len(number) > 2 * shown else "•" * len(number)


def _holds(wanted: Any, value: Any) -> bool:
    if isinstance(wanted, list):
        return value in wanted
    if not isinstance(wanted, dict):
        return bool(value == wanted)
    ((how, what),) = wanted.items()
    if how == "at_least":
        return value is None or value >= what
    if how == "any_of":
        return not set(what).isdisjoint(value or ())
    assert how == "contains", f"a condition knows no {how}"
    return any(word in (value or "").casefold() for word in what)
