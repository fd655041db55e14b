"""What about a listing a person should look at before buyers read it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import func, select

from app.catalog.claims import Claims, changed_names, claims_of
from app.catalog.grid import choices_of
from app.catalog.queries.words import words_in_force
from app.catalog.words import Hit, hits, text_of
from app.db import session
from app.models.catalog import Product
from app.models.moderation import CaseStatus, ListingWord, ModerationCase, WordKind
from app.permits.goods import ProductFacts, counts_as_food, holds_food
from app.permits.queries import Missing, missing_for, missing_for_each
from app.settings import setting


class RiskKind(StrEnum):
    FIRST_LISTINGS = "first_listings"
    REFUSED = "refused"
    HEALTH_CLAIM = "health_claim"
    WATCHED = "watched"
    PROHIBITED = "prohibited"
    PERMIT = "permit"
    RECLASSIFIED = "reclassified"
    NO_FOOD = "no_food"
    TAKEN_DOWN = "taken_down"
    EDITED = "edited"
    PHOTOS = "photos"
    CHOICES = "choices"


@dataclass(frozen=True)
class Risk:
    """One reason to look: its kind, and the word or the permit it is about."""

    kind: RiskKind
    what: str = ""

    @property
    def code(self) -> str:
        """As a case keeps it."""
        return f"{self.kind.value}:{self.what}" if self.what else self.kind.value


TERMS = frozenset({"made_to_order_days", "minimum_quantity", "ships_only_to", "ships_not_to"})  # no claims about goods
RIGHT = frozenset({CaseStatus.APPROVED, CaseStatus.GRANTED})
LOOKED_AT = RIGHT | {CaseStatus.REJECTED, CaseStatus.APPEALED, CaseStatus.UPHELD}

KINDS = {
    WordKind.HEALTH_CLAIM: RiskKind.HEALTH_CLAIM,
    WordKind.WATCHED: RiskKind.WATCHED,
    WordKind.PROHIBITED: RiskKind.PROHIBITED,
}


def read_risk(code: str) -> Risk:
    """What a case keeps."""
    kind, _colon, what = code.partition(":")
    return Risk(RiskKind(kind), what)


def hits_of(claims: Claims, choices: Iterable[str]) -> list[Hit]:
    """The watched words that count for such a product: what is said about health only where it is food.

    `choices` are the names and values of its variants.
    """
    return hits_among(words_in_force(), claims, choices)


def hits_among(words: Sequence[ListingWord], claims: Claims, choices: Iterable[str]) -> list[Hit]:
    """The same for words that were read before, for many products in a row."""
    found = hits(words, text_of(claims.name, (*claims.tags, *choices), claims.description))
    is_food = claims.is_food or holds_food(claims.category_id)
    return [hit for hit in found if hit.word.kind != WordKind.HEALTH_CLAIM or is_food]


def missing_permits(seller_id: int, claims: Claims) -> list[Missing]:
    """What has to be shown before such a product may be sold, once a person agrees to all that it says."""
    return missing_for(seller_id, _facts(claims))


def missing_permits_of(seller_id: int, products: Sequence[Product]) -> list[list[Missing]]:
    """The same for several products of a shop as they are now: food on a shelf of food until somebody agreed not."""
    facts = [replace(_facts(claims_of(each)), is_food=_counts_as_food(each)) for each in products]
    return missing_for_each(seller_id, facts)


def _counts_as_food(product: Product) -> bool:
    is_agreed = product.no_food_agreed_at is not None
    return counts_as_food(product.category_id, is_food=product.is_food, is_agreed=is_agreed)


def risks_of_listing(product: Product, claims: Claims) -> list[Risk]:
    """Everything about a product that comes on sale for the first time."""
    first = [Risk(RiskKind.FIRST_LISTINGS)] if _is_among_first(product) else []
    refused = [] if RIGHT.issuperset(_newest_looks(product.seller_id)) else [Risk(RiskKind.REFUSED)]
    doubts = [*no_food(product, claims), *risks_said(claims, choices_of(product))]
    return [*first, *refused, *doubts, *lacking(product.seller_id, claims)]


def risks_of_change(product: Product, before: Claims, after: Claims) -> list[Risk]:
    """What an edit adds: what was there before has been looked at. Who is not trusted yet has every claim looked at."""
    choices = choices_of(product)
    known = {*risks_said(before, choices), *lacking(product.seller_id, before)}
    new = [risk for risk in (*risks_said(after, choices), *lacking(product.seller_id, after)) if risk not in known]
    is_reclassified = before.category_id != after.category_id or (before.is_food and not after.is_food)
    is_edited = not TERMS.issuperset(changed_names(before, after)) and not is_trusted(product.seller_id)
    reclassified = [Risk(RiskKind.RECLASSIFIED)] if is_reclassified else []
    return [*reclassified, *no_food(product, after), *new, *([Risk(RiskKind.EDITED)] if is_edited else [])]


def is_trusted(seller_id: int) -> bool:
    """Whether the last looks at what a shop lists or edits, as many as the setting asks for, found nothing wrong."""
    looks = _newest_looks(seller_id)
    return len(looks) == setting("TRUSTED_AFTER") and RIGHT.issuperset(looks)


def _newest_looks(seller_id: int) -> Sequence[CaseStatus]:
    newest = (
        select(ModerationCase.status)
        .join(ModerationCase.product)
        .where(Product.seller_id == seller_id, ModerationCase.status.in_(LOOKED_AT))
        .order_by(ModerationCase.id.desc())
        .limit(setting("TRUSTED_AFTER"))
    )
    return session.scalars(newest).all()


def no_food(product: Product, claims: Claims) -> list[Risk]:
    """What says that it is no food on a shelf of food is looked at until somebody agreed to that name there."""
    is_the_same = (product.name, product.category_id) == (claims.name, claims.category_id)
    is_agreed = is_the_same and product.no_food_agreed_at is not None
    is_doubtful = not claims.is_food and holds_food(claims.category_id) and not is_agreed
    return [Risk(RiskKind.NO_FOOD)] if is_doubtful else []


def risks_said(claims: Claims, choices: Iterable[str]) -> list[Risk]:
    """The words that are watched today and count for such a product."""
    return [risk_of(hit) for hit in hits_of(claims, choices)]


def risk_of(hit: Hit) -> Risk:
    """Why somebody looks at what says that word."""
    return risk_of_word(hit.word)


def risk_of_word(word: ListingWord) -> Risk:
    """Why somebody looks at whatever says it."""
    return Risk(KINDS[word.kind], word.word)


def lacking(seller_id: int, claims: Claims) -> Sequence[Risk]:
    """The permits that have to be shown before such a product may be sold."""
    return [Risk(RiskKind.PERMIT, missing.kind) for missing in missing_permits(seller_id, claims)]


def _facts(claims: Claims) -> ProductFacts:
    return ProductFacts(
        category_id=claims.category_id,
        is_food=claims.is_food,
        is_cold_chain=claims.is_cold_chain,
        shelf_life_days=claims.shelf_life_days,
        halal=claims.halal,
        tags=claims.tags,
        name=claims.name,
    )


def _is_among_first(product: Product) -> bool:
    """Whether the shop has shown fewer products so far than are looked at."""
    shown = select(func.count(Product.id)).where(
        Product.seller_id == product.seller_id, Product.published_at.is_not(None)
    )
    most: int = setting("REVIEW_FIRST_LISTINGS")
    return most > 0 and (session.scalar(shown) or 0) < most
