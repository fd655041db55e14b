"""What is on sale already and may not stay so: permits ended, or a word is watched since."""

from collections.abc import Sequence

from app import audit
from app.catalog.claims import claims_of
from app.catalog.commands import cases
from app.catalog.grid import choices_of
from app.catalog.queries import cases as case_queries
from app.catalog.queries import standing as queries
from app.catalog.queries.risks import hits_among, hits_of, missing_permits_of, risk_of, risks_said
from app.catalog.queries.words import find_word_in_force
from app.catalog.words import Hit
from app.clock import now
from app.errors import NotFound
from app.models.catalog import Product, ProductStatus
from app.models.moderation import ListingWord
from app.outbox import emit
from app.settings import setting

AT_ONCE = 500


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


def look_for_word(word_id: int, *, after_id: int) -> int | None:
    """Let a person look at what is sold and says a word; what that word forbids is hidden until somebody has.

    One part of the goods at a time: returns the id after which the next one begins, None when there is none.
    """
    word = find_word_in_force(word_id)
    if word is None:
        return None
    products = queries.goods_after(after_id, limit=AT_ONCE)
    for product in products:
        if hits_among([word], claims_of(product), choices_of(product)):
            _look_again(product.id, word)
    return products[-1].id if len(products) == AT_ONCE else None


def look_at_choices(product: Product, choices: Sequence[str]) -> None:
    """Let a person look at watched words that the choices of something on sale begin to say."""
    if product.status != ProductStatus.PUBLISHED:
        return
    claims = claims_of(product)
    known = risks_said(claims, choices_of(product))
    for hit in hits_of(claims, choices):
        risk = risk_of(hit)
        if risk not in known and not case_queries.was_let_go(product.id, risk.code):
            _let_look(product, hit)


def _look_again(product_id: int, word: ListingWord) -> None:
    try:
        product = case_queries.lock_listed_product(product_id)
    except NotFound:  # hidden meanwhile: it is looked at when it comes back
        return
    for hit in hits_among([word], claims_of(product), choices_of(product)):
        if not case_queries.was_let_go(product.id, risk_of(hit).code):
            _let_look(product, hit)


def _let_look(product: Product, hit: Hit) -> None:
    """Whoever looks at these goods already sees the word too; their seller hears of what is new, and of the hiding."""
    risk = risk_of(hit)
    case = case_queries.find_open_case(product.id)
    is_news = case is None or (case_queries.is_about_goods(case, product) and risk.code not in case.risks)
    if case is None:
        case = cases.open_case(product, claims_of(product), [risk])
    elif is_news:
        cases.add_risks(case, [risk.code])
    if hit.is_forbidden:
        _hide(product)
    if is_news or hit.is_forbidden:
        emit("listing.looked_at_again", case_id=case.id)


def _hide(product: Product) -> None:
    product.move_to(ProductStatus.UNPUBLISHED, because=case_queries.HIDDEN_BY_WORD)
    audit.record("product.hidden_by_word", product)
    emit("product.changed", product_id=product.id)
