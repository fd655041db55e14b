"""What a reviewer decides about: everything that a case would bring before buyers."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.catalog.claims import Claims, changed_names, claims_of, read_claims
from app.catalog.grid import choices_of, choices_wanted
from app.catalog.queries.cases import KNOWN_TO_BUYERS, is_only_about_waiting, mark_of_looks
from app.crypto import fingerprint
from app.models.media import MediaStatus
from app.models.moderation import ModerationCase

LONGEST_IN_LIST = 1200
NOTHING_SAID = Claims(name="", category_id=0, description="")


@dataclass(frozen=True)
class Matter:
    """What is sent in, and what buyers read where that differs; `names` are the claims to look at."""

    before: Claims | None
    after: Claims
    names: Sequence[str]
    choices_now: Sequence[str]
    choices: Sequence[str]
    mark: str
    is_short: bool


def matter_of(case: ModerationCase) -> Matter:
    """What somebody looks at in a case, its mark, and whether a row of a list shows all of it."""
    product = case.product
    now, after = claims_of(product), read_claims(case.claims, product)
    before = now if product.status in KNOWN_TO_BUYERS and now != after else None
    names = [] if is_only_about_waiting(case) else changed_names(before, after) if before else said_names(after)
    choices_now, choices = choices_of(product), choices_wanted(product)
    values = (getattr(each, name) for each in (before, after) if each for name in names)
    alts = (image.alt_waiting or image.media.alt for image in product.images)
    letters = sum(map(_letters, (after.name, *values, *choices_now, *choices, *alts)))
    is_drawn = all(image.media.status != MediaStatus.PROCESSING for image in product.images)
    mark = fingerprint([case.risks, now.as_json(), after.as_json(), mark_of_looks(product)])
    return Matter(before, after, names, choices_now, choices, mark, is_drawn and letters <= LONGEST_IN_LIST)


def said_names(claims: Claims) -> list[str]:
    """Which claims say something, besides the name."""
    return [name for name in changed_names(NOTHING_SAID, claims) if name != "name"]


def _letters(value: object) -> int:
    return len(", ".join(value) if isinstance(value, tuple) else str(value))
