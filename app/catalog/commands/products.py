"""The life of a product: written, shown, hidden, edited beside the version that is shown, put away."""

from dataclasses import dataclass

from app import audit
from app.actor import current_actor
from app.catalog import rules, stock
from app.catalog.claims import Claims, changed_names, claims_of, folded, read_claims, say
from app.catalog.errors import ChangedMeanwhile, NotReady, SameDraft
from app.catalog.queries import own as own_queries
from app.clock import now
from app.db import insert_unless_there, session
from app.models.base import acted_by
from app.models.catalog import Product, ProductRevision, ProductStatus, RevisionStatus, Variant
from app.models.media import MediaStatus
from app.models.state import IllegalTransition
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
    """A draft with one variant; the same form sent twice finds the same draft. Raises SameDraft."""
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


def keep_claims(product_id: int, *, seller_id: int, claims: Claims, seen: str) -> Product:
    """Write what the product says: a draft at once, anything else into its draft revision, which nobody sees yet.

    `seen` is the fingerprint of what the form showed. Raises NotFound, ChangedMeanwhile, IllegalTransition.
    """
    product = own_queries.lock_own_product(product_id, seller_id)
    if product.status == ProductStatus.IN_REVIEW:
        raise IllegalTransition
    current = own_queries.claims_being_edited(product)
    changed = changed_names(current, claims)
    if not changed:
        return product
    if rules.fingerprint(current.as_json()) != seen:
        raise ChangedMeanwhile
    if product.status == ProductStatus.DRAFT:
        say(claims, product)
    else:
        _keep_draft(product, claims)
    audit.record("product.claims_changed", product, fields=changed)
    return product


def show_changes(product_id: int, *, seller_id: int, seen: str) -> Product:
    """The draft revision becomes what buyers read, the former one is replaced; without a draft nothing happens.

    Raises NotFound, NotReady, ChangedMeanwhile when the draft is not the one that was looked at.
    """
    product = own_queries.lock_own_product(product_id, seller_id)
    draft = own_queries.find_revision(product.id, RevisionStatus.DRAFT)
    if draft is None:
        return product
    claims = read_claims(draft.claims, product)
    if rules.fingerprint(claims.as_json()) != seen:
        raise ChangedMeanwhile
    changed = changed_names(claims_of(product), claims)
    say(claims, product)
    if product.status == ProductStatus.PUBLISHED:
        _check_ready(product)
    _replace_live(product)
    _sign(draft, RevisionStatus.LIVE, because=NO_REVIEW)
    audit.record("product.revision_shown", product, number=draft.number, fields=changed)
    emit("product.changed", product_id=product.id)
    return product


def drop_changes(product_id: int, *, seller_id: int) -> Product:
    """The draft revision is thrown away; without one nothing happens. Raises NotFound."""
    product = own_queries.lock_own_product(product_id, seller_id)
    draft = own_queries.find_revision(product.id, RevisionStatus.DRAFT)
    if draft is not None:
        _sign(draft, RevisionStatus.REJECTED, because="dropped by the seller")
        audit.record("product.revision_dropped", product, number=draft.number)
    return product


def publish_product(product_id: int, *, seller_id: int) -> Product:
    """Put a draft or a hidden product on sale; one that is on sale stays so. Raises NotFound, NotReady."""
    product = own_queries.lock_own_product(product_id, seller_id)
    if product.status == ProductStatus.PUBLISHED:
        return product
    _check_ready(product)
    if product.status == ProductStatus.DRAFT:
        product.move_to(ProductStatus.IN_REVIEW, because="sent in by the seller")
        product.move_to(ProductStatus.PUBLISHED, because=NO_REVIEW)
        _add_revision(product, claims_of(product), RevisionStatus.LIVE, because=NO_REVIEW)
        product.published_at = now()
    elif product.status == ProductStatus.UNPUBLISHED:
        product.move_to(ProductStatus.PUBLISHED, because="shown again by the seller")
    else:
        raise IllegalTransition
    audit.record("product.published", product)
    emit("product.changed", product_id=product.id)
    return product


def _check_ready(product: Product) -> None:
    pictures = sum(1 for image in product.images if image.media.status != MediaStatus.FAILED)
    missing = rules.missing_parts(product, pictures=pictures)
    if missing:
        raise NotReady(missing)


def unpublish_product(product_id: int, *, seller_id: int) -> Product:
    """Take a product off sale; a hidden one stays so. Open orders go on. Raises NotFound, IllegalTransition."""
    product = own_queries.lock_own_product(product_id, seller_id)
    if product.status != ProductStatus.UNPUBLISHED:
        product.move_to(ProductStatus.UNPUBLISHED, because="hidden by the seller")
        audit.record("product.unpublished", product)
        emit("product.changed", product_id=product.id)
    return product


def archive_product(product_id: int, *, seller_id: int) -> Product:
    """Put a product away for good; one that is away stays so. Open orders go on. Raises NotFound, IllegalTransition."""
    product = own_queries.lock_even_archived(product_id, seller_id)
    if product.status != ProductStatus.ARCHIVED:
        product.move_to(ProductStatus.ARCHIVED, because="archived by the seller")
        product.archived_at = now()
        audit.record("product.archived", product)
        emit("product.changed", product_id=product.id)
    return product


def _is_the_same(draft: Product, claims: Claims, offer: FirstOffer) -> bool:
    offers = [FirstOffer(each.price_amount, each.weight_grams, each.stock.on_hand) for each in draft.variants]
    return claims_of(draft) == claims and offers == [offer]


def _insert(seller_id: int, claims: Claims, *, shop_slug: str) -> Product:
    values = {"seller_id": seller_id, "name_folded": folded(claims.name), **claims.as_json()}
    for slug in rules.addresses_for(slug_of(claims.name), shop_slug):
        wanted = insert_unless_there(Product, unique=["slug"]).values(slug=slug, **values).returning(Product.id)
        product_id = session.scalar(wanted)
        if product_id is not None:
            break
    return session.get_one(Product, product_id)


def _keep_draft(product: Product, claims: Claims) -> None:
    draft = own_queries.find_revision(product.id, RevisionStatus.DRAFT)
    if draft is None:
        _add_revision(product, claims, RevisionStatus.DRAFT, because="edited by the seller")
    elif claims == claims_of(product):
        _sign(draft, RevisionStatus.REJECTED, because="edited back by the seller")
    else:
        draft.claims = claims.as_json()
        _sign(draft, RevisionStatus.DRAFT, because="edited by the seller")


def _add_revision(product: Product, claims: Claims, status: RevisionStatus, *, because: str) -> None:
    session.add(
        ProductRevision(
            product_id=product.id,
            number=own_queries.last_revision_number(product.id) + 1,
            status=status,
            claims=claims.as_json(),
            **acted_by(current_actor(), because),
        )
    )


def _replace_live(product: Product) -> None:
    live = own_queries.find_revision(product.id, RevisionStatus.LIVE)
    if live is not None:
        live.status = RevisionStatus.REPLACED


def _sign(revision: ProductRevision, status: RevisionStatus, *, because: str) -> None:
    revision.status = status
    revision.created_at = now()
    for name, value in acted_by(current_actor(), because).items():
        setattr(revision, name, value)
