"""What is on sale already and may not stay so: permits ended, or a word is watched since."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter

from app import audit
from app.catalog.claims import claims_of, read_claims
from app.catalog.commands import cases
from app.catalog.grid import choices_of
from app.catalog.queries import cases as case_queries
from app.catalog.queries import own as own_queries
from app.catalog.queries import standing as queries
from app.catalog.queries.risks import (
    RiskKind,
    hits_among,
    hits_of,
    missing_permits_of,
    no_food,
    risk_of,
    risk_of_word,
    risks_said,
)
from app.catalog.queries.words import find_word_in_force, get_word_once_watched
from app.catalog.words import Hit
from app.clock import now
from app.db import session
from app.errors import DomainError, NotFound
from app.models.catalog import Product, ProductStatus
from app.models.moderation import CaseStatus, ListingWord, ModerationCase
from app.outbox import emit
from app.settings import setting

AT_ONCE = 20  # shops


def follow_permits(seller_id: int) -> int:
    """What a shop sells without a permit that it needs gets a time, and is hidden when that is over.

    Returns how many products got one or were hidden. Goods whose permits are there again are free of it.
    """
    products = queries.lock_goods_of(seller_id)
    changed = 0
    for product, missing in zip(products, missing_permits_of(seller_id, products), strict=True):
        permits = [each.kind for each in missing]
        if not permits:
            product.permits_due_at = None
        elif product.permits_due_at is None:
            product.permits_due_at = now() + setting("PERMIT_GRACE")
            audit.record("product.permits_missed", product, permits=permits)
            changed += 1
        elif product.permits_due_at <= now():
            product.move_to(ProductStatus.UNPUBLISHED, because="its permits are not there any more")
            audit.record("product.hidden_without_permits", product, permits=permits)
            emit("product.changed", product_id=product.id)
            changed += 1
    if changed:
        emit("goods.permits_missed", seller_id=seller_id)
    return changed


def deny_food(product_id: int, *, seller_id: int) -> Product:
    """Let a person look at what its seller sells as no food on a shelf of food; quiet where that needs no look.

    Raises NotFound, UnderReview.
    """
    product = own_queries.lock_own_product(product_id, seller_id)
    claims, case = claims_of(product), case_queries.find_open_case(product.id)
    is_looked_at = case is not None and RiskKind.NO_FOOD.value in case.risks
    doubts = no_food(product, claims) if product.status == ProductStatus.PUBLISHED else []
    if doubts and not is_looked_at:
        cases.open_case(product, claims, doubts)
    return product


def look_for_word(word_id: int, *, after_id: int) -> int | None:
    """Let a person look at what is sold and says a word; what that word forbids is hidden until somebody has.

    Some shops at a time, each hears of all its goods at once: returns the shop after which the next part begins, None
    when there is none.
    """
    word = find_word_in_force(word_id)
    if word is None:
        return None
    seller_ids = queries.sellers_after(after_id, limit=AT_ONCE)
    for _seller_id, goods in groupby(queries.goods_of(seller_ids), key=attrgetter("seller_id")):
        said = [each.id for each in goods if hits_among([word], claims_of(each), choices_of(each))]
        cases.tell_of_look([case for product_id in said for case in _look_again(product_id, word)])
    return seller_ids[-1] if len(seller_ids) == AT_ONCE else None


def drop_word(word_id: int, *, after_id: int) -> int | None:
    """What a person should look at for a word alone needs no look when the word is watched no more.

    Some shops at a time, as for a new word. What changed, or lacks something else by now, goes on waiting, and what
    waits for more than the word goes on waiting for that.
    """
    word = get_word_once_watched(word_id)
    code = risk_of_word(word).code
    waiting = case_queries.waiting_for(code, after_seller_id=after_id)
    seller_ids = list(waiting)[:AT_ONCE]
    for seller_id in seller_ids:
        dropped = [str(case_id) for case_id in waiting[seller_id] if _drop(case_id, code)]
        if dropped:
            emit("listing.word_dropped", case_ids=",".join(dropped))
    return seller_ids[-1] if len(waiting) > AT_ONCE else None


def look_at_choices(product: Product, choices: Sequence[str]) -> None:
    """Let a person look at watched words that the choices of something on sale begin to say."""
    if product.status != ProductStatus.PUBLISHED:
        return
    claims = claims_of(product)
    known = risks_said(claims, choices_of(product))
    new = [hit for hit in hits_of(claims, choices) if risk_of(hit) not in known]
    cases.tell_of_look(_let_look(product, new))


def _look_again(product_id: int, word: ListingWord) -> list[ModerationCase]:
    try:
        product = case_queries.lock_listed_product(product_id)
    except NotFound:  # hidden meanwhile: it is looked at when it comes back
        return []
    return _let_look(product, hits_among([word], claims_of(product), choices_of(product)))


def _let_look(product: Product, hits: Iterable[Hit]) -> list[ModerationCase]:
    """Whoever looks at these goods already sees the words too; returns the cases of which their seller has to hear."""
    to_tell = []
    for hit in hits:
        risk = risk_of(hit)
        if case_queries.was_let_go(product.id, risk.code):
            continue
        case = case_queries.find_open_case(product.id)
        is_news = case is None or (case_queries.is_about_goods(case, product) and risk.code not in case.risks)
        if case is None:
            case = cases.open_case(product, claims_of(product), [risk])
        elif is_news:
            cases.add_risks(case, [risk.code])
        if hit.is_forbidden:
            _hide(product)
        if is_news or hit.is_forbidden:
            to_tell.append(case)
    return to_tell


def _drop(case_id: int, code: str) -> bool:
    """Returns whether nobody looks any more."""
    case = case_queries.lock_case(case_id)
    product = case_queries.lock_product_of(case)
    if case.status == CaseStatus.WAITING and case.risks != [code]:
        cases.drop_risk(case, product, code)
        return False
    said = risks_said(read_claims(case.claims, product), choices_of(product))
    left = [risk.code for risk in said if not case_queries.was_let_go(product.id, risk.code)]
    if case.status != CaseStatus.WAITING or left:
        return False
    try:
        with session.begin_nested():
            cases.drop(case)
    except DomainError:
        return False
    return True


def _hide(product: Product) -> None:
    product.move_to(ProductStatus.UNPUBLISHED, because=case_queries.HIDDEN_BY_WORD)
    audit.record("product.hidden_by_word", product)
    emit("product.changed", product_id=product.id)
