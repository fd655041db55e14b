"""What is on sale already and may not stay so: permits ended, or a word is watched since."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

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
from app.catalog.queries.words import find_word_in_force
from app.catalog.words import Hit
from app.clock import now
from app.db import session
from app.errors import DomainError, NotFound
from app.models.catalog import Product, ProductStatus
from app.models.moderation import CaseStatus, ListingWord
from app.outbox import emit
from app.settings import setting

AT_ONCE = 100  # products or cases


@dataclass(frozen=True)
class Walk:
    """How far the shops were gone through: the last one, its last row, and the cases that it has not heard of yet."""

    seller_id: int = 0
    row_id: int = 0
    untold: tuple[int, ...] = ()


START = Walk()


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


def look_for_word(word_id: int, walk: Walk = START) -> Walk | None:
    """Let a person look at what is sold and says a word; what that word forbids is hidden until somebody has.

    Some goods at a time, each shop hears once of all its goods: returns how far it came, None at the end.
    """
    word = find_word_in_force(word_id)
    if word is None:
        return None
    goods = queries.goods_after(walk.seller_id, walk.row_id, limit=AT_ONCE)
    said = {each.id for each in goods if hits_among([word], claims_of(each), choices_of(each))}
    queries.lock_goods(said)
    rows = [(each.seller_id, each.id) for each in goods]
    return _go_on(walk, rows, lambda key: _look_again(key, word) if key in said else [], cases.tell_of_look)


def drop_word(word_id: int, code: str, walk: Walk = START) -> Walk | None:
    """What a person should look at for a word alone needs no look when it does not say what is watched any more.

    `code` is how the cases keep the word as it was. Some cases at a time, as for a new word. What changed, or lacks
    something else by now, goes on waiting, and what waits for more than the word goes on waiting for that.
    """
    word = find_word_in_force(word_id)
    rows = case_queries.waiting_for(code, walk.seller_id, walk.row_id, limit=AT_ONCE)
    queries.lock_goods(case_queries.goods_of([case_id for _seller_id, case_id in rows]))
    return _go_on(walk, rows, lambda key: [key] if _drop(key, code, word) else [], _tell_after_drop)


def look_at_choices(product: Product, choices: Sequence[str]) -> None:
    """Let a person look at watched words that the choices of something on sale begin to say."""
    if product.status != ProductStatus.PUBLISHED:
        return
    claims = claims_of(product)
    known = risks_said(claims, choices_of(product))
    new = [hit for hit in hits_of(claims, choices) if risk_of(hit) not in known]
    cases.tell_of_look(_let_look(product, new))


def _go_on(
    walk: Walk, rows: Sequence[tuple[int, int]], act: Callable[[int], list[int]], tell: Callable[[Iterable[int]], None]
) -> Walk | None:
    """Act on the next rows, ids of shops and of their own; a shop is told of its cases after its last row."""
    seller_id, untold = walk.seller_id, list(walk.untold)
    for owner_id, row_id in rows:
        if owner_id != seller_id:
            tell(untold)
            seller_id, untold = owner_id, []
        untold += act(row_id)
    if len(rows) == AT_ONCE:
        return Walk(seller_id, rows[-1][1], tuple(untold))
    tell(untold)
    return None


def _look_again(product_id: int, word: ListingWord) -> list[int]:
    try:
        product = case_queries.lock_listed_product(product_id)
    except NotFound:  # hidden meanwhile: it is looked at when it comes back
        return []
    return _let_look(product, hits_among([word], claims_of(product), choices_of(product)))


def _let_look(product: Product, hits: Iterable[Hit]) -> list[int]:
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
            to_tell.append(case.id)
    return to_tell


def _drop(case_id: int, code: str, word: ListingWord | None) -> bool:
    """Returns whether its seller has to hear: nobody looks any more, or it is sold again while somebody does.

    Where the word is still said, the case names it as it is now.
    """
    case = case_queries.lock_case(case_id)
    product = case_queries.lock_product_of(case)
    claims, choices = read_claims(case.claims, product), choices_of(product)
    if case.status != CaseStatus.WAITING or code not in case.risks:
        return False
    if word is not None and hits_among([word], claims, choices):
        cases.rename_risk(case, code, risk_of_word(word).code)
        return cases.show_again(product)
    if case.risks != [code]:
        cases.drop_risk(case, product, code)
        return False
    if any(not case_queries.was_let_go(product.id, risk.code) for risk in risks_said(claims, choices)):
        return False
    try:
        with session.begin_nested():
            cases.drop(case)
    except DomainError:
        return False
    return True


def _tell_after_drop(case_ids: Iterable[int]) -> None:
    """A shop hears of the looks that ended, and of those that go on while it sells again."""
    told = case_queries.cases_to_tell_of(list(case_ids))
    cases.tell_of_drop(each.id for each in told if each.status == CaseStatus.WITHDRAWN)
    cases.tell_of_look(each.id for each in told if each.status == CaseStatus.WAITING)


def _hide(product: Product) -> None:
    product.move_to(ProductStatus.UNPUBLISHED, because=case_queries.HIDDEN_BY_WORD)
    audit.record("product.hidden_by_word", product)
    emit("product.changed", product_id=product.id)
