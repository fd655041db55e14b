"""Pages of the seller centre that several routes show."""

from typing import Any

from flask import render_template, request

from app.catalog import rules
from app.catalog.claims import changed_names, claims_of, read_claims
from app.catalog.queries import own as own_queries
from app.models.catalog import RevisionStatus
from app.models.media import MediaStatus
from app.pricing.unit_price import unit_price
from app.regions import queries as regions
from app.settings import setting
from app.web.fields import parse_rupiah
from app.web.guards import SELLING, current_membership

MOST_REVISIONS = 50


def render(template: str, **context: Any) -> str:
    """A page that knows whether its reader may change what it shows."""
    return render_template(template, may_change=current_membership().role in SELLING, **context)


def seller_id() -> int:
    """The shop of this request."""
    return current_membership().seller_id


def product_page(product_id: int) -> str:
    """The product with its parts, and what somebody typed when that was refused."""
    product = own_queries.get_own_product(product_id, seller_id())
    asked = parse_rupiah(request.args.get("harga", ""))
    is_a_price = asked is not None and rules.LOWEST_PRICE <= asked <= rules.LARGEST_PRICE
    amounts = {variant.price_amount for variant in product.variants} | ({asked} if is_a_price else set())
    earnings = own_queries.earnings(product, {amount for amount in amounts if amount is not None})
    pictures = sum(1 for image in product.images if image.media.status != MediaStatus.FAILED)
    return render(
        "catalog/seller/show.html",
        product=product,
        earnings=earnings,
        asked_text=request.args.get("harga", ""),
        asked=earnings.get(asked) if asked is not None else None,
        unit_prices={variant.id: unit_price(variant) for variant in product.variants},
        missing=rules.missing_parts(product, pictures=pictures),
        draft=own_queries.find_revision(product.id, RevisionStatus.DRAFT),
        most_pictures=rules.MOST_PICTURES,
        sent=request.form,
    )


def changes_page(product_id: int) -> str:
    """What the open draft would change, and what was said before."""
    product = own_queries.get_own_product(product_id, seller_id())
    draft = own_queries.find_revision(product.id, RevisionStatus.DRAFT)
    before = claims_of(product)
    after = before if draft is None else read_claims(draft.claims, product)
    return render(
        "catalog/seller/changes.html",
        product=product,
        draft=draft,
        before=before,
        after=after,
        changed=changed_names(before, after),
        seen=rules.fingerprint(after.as_json()),
        category_names={each.id: each.name for each in own_queries.open_categories()},
        places={**regions.regency_names(setting("PROVINCE_CODE")), **regions.province_names()},
        history=own_queries.history_of(product.id, limit=MOST_REVISIONS),
    )
