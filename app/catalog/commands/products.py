"""The life of a product: written, shown, hidden, edited beside the version that is shown, put away."""

from collections.abc import Sequence
from dataclasses import dataclass

from app import audit
from app.catalog import rules, stock
from app.catalog.claims import Claims, changed_names, claims_of, folded, read_claims, say
from app.catalog.commands import cases, revisions
from app.catalog.errors import ChangedMeanwhile, ProhibitedGoods, SameDraft, TooManyProducts, UnderReview
from app.catalog.grid import choices_of
from app.catalog.queries import own as own_queries
from app.catalog.queries.cases import (
    HIDDEN_BY_SELLER,
    claims_let_go,
    is_read_by_somebody,
    risks_of_publishing,
)
from app.catalog.queries.risks import (
    hits_among,
    risk_of,
    risks_of_change,
)
from app.catalog.queries.words import words_in_force
from app.catalog.words import Hit, hits, text_of
from app.clock import now
from app.crypto import fingerprint
from app.db import insert_unless_there, session
from app.models.catalog import Product, ProductStatus, RevisionStatus, Variant
from app.models.moderation import ListingWord
from app.outbox import emit
from app.sellers.rules import slug_of

NO_REVIEW = "no rule asks for a review"


@dataclass(frozen=True)
class FirstOffer:
    """The one variant a product begins with: rupiah, grams, pieces."""

    price_amount: int
    weight_grams: int
    on_hand: int


def create_product(seller_id: int, claims: Claims, offer: FirstOffer) -> Product:
    """A draft with one variant; the same form sent twice finds the same draft.

    Raises SameDraft, ProhibitedGoods, TooManyProducts.
    """
    check_allowed(claims)
    shop = own_queries.lock_shop(seller_id)
    known = own_queries.find_draft_named(seller_id, folded(claims.name))
    if known is not None:
        if not _is_the_same(known, claims, offer):
            raise SameDraft
        return known
    product = _insert(seller_id, claims, shop_slug=shop.slug)
    variant = Variant(
        product_id=product.id,
        seller_id=seller_id,
        sku=next(rules.new_skus(product.id, own_queries.skus_of_shop(seller_id, besides_product_id=product.id))),
        price_amount=offer.price_amount,
        weight_grams=offer.weight_grams,
    )
    session.add(variant)
    session.flush()
    stock.open_items({variant.id: offer.on_hand})
    audit.record("product.created", product)
    emit("product.changed", product_id=product.id)
    return product


def begin_product(seller_id: int, *, name: str, category_id: int, is_food: bool) -> Product:
    """A draft that has a name and a guess of what it is; one of that name without a price is the same one.

    Raises SameDraft, ProhibitedGoods, TooManyProducts.
    """
    claims = Claims(name=name, category_id=category_id, description="", is_food=is_food)
    check_allowed(claims)
    shop = own_queries.lock_shop(seller_id)
    known = own_queries.find_draft_named(seller_id, folded(name))
    if known is not None:
        if known.variants:
            raise SameDraft
        return known
    product = _insert(seller_id, claims, shop_slug=shop.slug)
    product.is_category_guessed = True
    audit.record("product.created", product)
    return product


def keep_claims(product_id: int, *, seller_id: int, claims: Claims, seen: str) -> Product:
    """Write what the product says: a draft at once, anything else into its draft revision, which nobody sees yet.

    `seen` is the fingerprint of what the form showed. Raises NotFound, ChangedMeanwhile, UnderReview, ProhibitedGoods.
    """
    product = own_queries.lock_own_product(product_id, seller_id)
    if is_read_by_somebody(product.id):
        raise UnderReview
    check_allowed(claims, product)
    current = own_queries.claims_being_edited(product)
    changed = changed_names(current, claims)
    if not changed and not product.is_category_guessed:
        return product
    if fingerprint(current.as_json()) != seen:
        raise ChangedMeanwhile
    write_claims(product, current, claims)
    return product


def write_claims(product: Product, current: Claims, claims: Claims) -> None:
    """Let a locked product say something that may be said, while nobody is reading what it said before."""
    if product.status == ProductStatus.DRAFT:
        say(claims, product)
        product.is_category_guessed = False
    else:
        revisions.keep_draft(product, claims)
    audit.record("product.claims_changed", product, fields=changed_names(current, claims))


def show_changes(product_id: int, *, seller_id: int, seen: str) -> Product:
    """The draft revision becomes what buyers read, or a person looks at it first while the live one stays up.

    Without a draft nothing happens. Raises NotFound, UnderReview, NotReady, ProhibitedGoods, ChangedMeanwhile when the
    draft is not the one that was looked at.
    """
    product = own_queries.lock_own_product(product_id, seller_id)
    draft = own_queries.find_revision(product.id, RevisionStatus.DRAFT)
    if draft is None:
        return product
    if is_read_by_somebody(product.id):
        raise UnderReview
    before, claims = claims_of(product), read_claims(draft.claims, product)
    if fingerprint(claims.as_json()) != seen:
        raise ChangedMeanwhile
    check_allowed(claims, product)
    risks = risks_of_change(product, before, claims)
    if risks:
        cases.ask_about_edit(product, claims, risks)
        revisions.sign(draft, RevisionStatus.IN_REVIEW, because="sent in by the seller")
        return product
    changed = changed_names(before, claims)
    revisions.show(product, draft, because=NO_REVIEW)
    cases.follow_claims(product)
    if product.status == ProductStatus.PUBLISHED:
        rules.check_ready(product)
    audit.record("product.revision_shown", product, number=draft.number, fields=changed)
    emit("product.changed", product_id=product.id)
    return product


def drop_changes(product_id: int, *, seller_id: int) -> Product:
    """The draft revision is thrown away; without one nothing happens. Raises NotFound."""
    product = own_queries.lock_own_product(product_id, seller_id)
    draft = own_queries.find_revision(product.id, RevisionStatus.DRAFT)
    if draft is not None:
        revisions.sign(draft, RevisionStatus.REJECTED, because="dropped by the seller")
        audit.record("product.revision_dropped", product, number=draft.number)
    return product


def publish_product(product_id: int, *, seller_id: int) -> Product:
    """Put a draft or a hidden product on sale, or let a person look at it first; what is on sale or waits stays so.

    Raises NotFound, NotReady, ProhibitedGoods.
    """
    product = own_queries.lock_own_product(product_id, seller_id)
    if product.status in (ProductStatus.PUBLISHED, ProductStatus.IN_REVIEW):
        return product
    rules.check_ready(product)
    claims = claims_of(product)
    check_allowed(claims, product)
    if product.status == ProductStatus.DRAFT:
        _publish_first(product, claims)
    else:
        _publish_again(product, claims)
    return product


def check_allowed(claims: Claims, product: Product | None = None) -> None:
    """Raises ProhibitedGoods for what nobody may sell: its name or keywords say so, and nobody let that product go."""
    check_allowed_by(words_in_force(), claims, product)


def check_allowed_by(words: Sequence[ListingWord], claims: Claims, product: Product | None) -> None:
    """The same with words that were read before. Raises ProhibitedGoods."""
    for hit in hits_among(words, claims, choices_of(product) if product else ()):
        if hit.is_forbidden and not (product and _may_bear(product, hit)):
            raise ProhibitedGoods(word=hit.word.word, advice=hit.word.advice)


def _may_bear(product: Product, hit: Hit) -> bool:
    """Whether a person let it go although its name, keywords or choices said this, and not only its description.

    Choices never begin to say it: `check_choices` refuses that.
    """
    seen = claims_let_go(product, risk_of(hit).code)
    return any(each.is_forbidden for claims in seen for each in hits_among([hit.word], claims, choices_of(product)))


def check_choices(words: Sequence[ListingWord], choices: Sequence[str], product: Product | None) -> None:
    """Raises ProhibitedGoods for names or values of variants that say what nobody may sell, and were not said yet."""
    forbidden = [hit.word for hit in hits(words, text_of("", choices, "")) if hit.is_forbidden]
    said = hits_among(forbidden, claims_of(product), choices_of(product)) if product else []
    known = {hit.word.id for hit in said if hit.is_forbidden}
    for word in forbidden:
        if word.id not in known:
            raise ProhibitedGoods(word=word.word, advice=word.advice)


def _publish_first(product: Product, claims: Claims) -> None:
    risks = risks_of_publishing(product)
    product.move_to(ProductStatus.IN_REVIEW, because="sent in by the seller")
    if risks:
        cases.open_case(product, claims, risks)
        return
    product.move_to(ProductStatus.PUBLISHED, because=NO_REVIEW)
    revisions.add(product, claims, RevisionStatus.LIVE, because=NO_REVIEW)
    product.published_at = now()
    _note_published(product)


def _publish_again(product: Product, claims: Claims) -> None:
    risks = risks_of_publishing(product)
    if risks:
        cases.ask_back(product, claims, risks)
        return
    product.move_to(ProductStatus.PUBLISHED, because="shown again by the seller")
    product.permits_due_at = None
    _note_published(product)


def _note_published(product: Product) -> None:
    audit.record("product.published", product)
    emit("product.changed", product_id=product.id)


def unpublish_product(product_id: int, *, seller_id: int) -> Product:
    """Take a product off sale; a hidden one stays so. Open orders go on. Raises NotFound, IllegalTransition."""
    product = own_queries.lock_own_product(product_id, seller_id)
    if product.status != ProductStatus.UNPUBLISHED:
        product.move_to(ProductStatus.UNPUBLISHED, because=HIDDEN_BY_SELLER)
        audit.record("product.unpublished", product)
        emit("product.changed", product_id=product.id)
    return product


def archive_product(product_id: int, *, seller_id: int) -> Product:
    """Put a product away for good; one that is away stays so. Open orders go on. Raises NotFound, IllegalTransition."""
    product = own_queries.lock_even_archived(product_id, seller_id)
    if product.status != ProductStatus.ARCHIVED:
        product.move_to(ProductStatus.ARCHIVED, because="archived by the seller")
        product.archived_at = now()
        cases.end_case_of(product)
        audit.record("product.archived", product)
        emit("product.changed", product_id=product.id)
    return product


def _is_the_same(draft: Product, claims: Claims, offer: FirstOffer) -> bool:
    offers = [FirstOffer(each.price_amount, each.weight_grams, each.stock.on_hand) for each in draft.variants]
    return claims_of(draft) == claims and offers == [offer]


def _insert(seller_id: int, claims: Claims, *, shop_slug: str) -> Product:
    if not own_queries.room_for_products(seller_id):
        raise TooManyProducts
    values = {"seller_id": seller_id, "name_folded": folded(claims.name), **claims.as_json()}
    for slug in rules.addresses_for(slug_of(claims.name), shop_slug):
        wanted = insert_unless_there(Product, unique=["slug"]).values(slug=slug, **values).returning(Product.id)
        product_id = session.scalar(wanted)
        if product_id is not None:
            break
    return session.get_one(Product, product_id)
