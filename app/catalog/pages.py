"""Pages of the seller centre that several routes show."""

from collections.abc import Sequence
from typing import Any

from flask import render_template, request

from app.catalog import rules
from app.catalog.claims import changed_names, claims_of, read_claims
from app.catalog.grid import choices_wanted
from app.catalog.queries import cases
from app.catalog.queries import own as own_queries
from app.catalog.queries.reasons import reasons_with
from app.catalog.queries.risks import (
    RiskKind,
    missing_permits,
    missing_permits_of,
    no_food,
    read_risk,
    risks_of_change,
)
from app.crypto import fingerprint
from app.i18n import _, ngettext
from app.media.commands import Kept
from app.models.catalog import Product, ProductImage, ProductRevision, ProductStatus, RevisionStatus
from app.models.moderation import CaseStatus, ListingReason, ModerationCase
from app.permits.queries import Missing
from app.pricing.unit_price import unit_price
from app.regions import queries as regions
from app.settings import setting
from app.web.fields import parse_rupiah
from app.web.guards import SELLING, current_membership

MOST_REVISIONS = 50
NOT_ON_SALE = (ProductStatus.DRAFT, ProductStatus.UNPUBLISHED)


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
    draft = own_queries.find_revision(product.id, RevisionStatus.DRAFT)
    of_product = cases.cases_of(product.id)
    review = review_of(product, draft, cases.newest_that_matters(of_product))
    return render(
        "catalog/seller/show.html",
        product=product,
        earnings=earnings,
        asked_text=request.args.get("harga", ""),
        asked=earnings.get(asked) if asked is not None else None,
        unit_prices={variant.id: unit_price(variant) for variant in product.variants},
        missing=rules.missing_parts(product),
        permits=_lacking(product),
        may_deny_food=_may_deny_food(product, review),
        draft=draft,
        review=review,
        refusals=_with_reasons(cases.unread_refusals(of_product)),
        most_pictures=rules.MOST_PICTURES,
        choices_waiting=choices_wanted(product) if product.choices_waiting else [],
        sent=request.form,
    )


def review_of(product: Product, draft: ProductRevision | None, case: ModerationCase | None) -> dict[str, Any] | None:
    """What a person says about the listing, while it still matters; None when nothing does."""
    if case is None or case.status in (*cases.LET_GO, CaseStatus.WITHDRAWN):
        return None
    is_decided = case.status not in cases.OPEN
    if is_decided and not cases.is_held_back(case, product, draft):
        return None
    edited = claims_of(product) if draft is None else read_claims(draft.claims, product)
    return {
        "case": case,
        "risks": [read_risk(code) for code in case.risks],
        "reasons": reasons_with(case.reason_codes if is_decided else ()),
        "pictures": cases.refused_pictures([case] if is_decided else ())[case.id],
        "has_photos": cases.shows(RiskKind.PHOTOS, case),
        "has_choices": cases.shows(RiskKind.CHOICES, case),
        "may_withdraw": cases.may_withdraw(case, product),
        "may_appeal": cases.may_appeal(case) and edited.as_json() == case.claims,
    }


def _with_reasons(
    refusals: Sequence[ModerationCase],
) -> list[tuple[ModerationCase, Sequence[ListingReason], Sequence[ProductImage]]]:
    """Refusals of a product with their reasons and the photos that went, in as many statements for many as for one."""
    reasons = reasons_with({code for case in refusals for code in case.reason_codes})
    pictures = cases.refused_pictures(refusals)
    return [
        (case, [each for each in reasons if each.code in case.reason_codes], pictures[case.id]) for case in refusals
    ]


def _lacking(product: Product) -> list[Missing]:
    if product.permits_due_at is not None:
        return missing_permits_of(product.seller_id, [product])[0]
    return missing_permits(product.seller_id, claims_of(product)) if product.status in NOT_ON_SALE else []


def _may_deny_food(product: Product, review: dict[str, Any] | None) -> bool:
    is_looked_at = review is not None and review["case"].status in cases.OPEN
    is_known = product.status in cases.KNOWN_TO_BUYERS
    return is_known and not is_looked_at and bool(no_food(product, claims_of(product)))


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
        is_in_review=own_queries.find_revision(product.id, RevisionStatus.IN_REVIEW) is not None,
        before=before,
        after=after,
        changed=changed_names(before, after),
        risks=risks_of_change(product, before, after) if draft else [],
        seen=fingerprint(after.as_json()),
        category_names={each.id: each.name for each in own_queries.open_categories()},
        places={**regions.regency_names(setting("PROVINCE_CODE")), **regions.province_names()},
        history=own_queries.history_of(product.id, limit=MOST_REVISIONS),
    )


def said_of(kept: Kept[str]) -> str:
    """How many came in, and why the others did not."""
    said = [ngettext("%(num)s foto masuk.", "%(num)s foto masuk.", len(kept.stored))] if kept.stored else []
    if kept.refusals:
        refused = ngettext("%(num)s ditolak:", "%(num)s ditolak:", len(kept.refusals))
        reasons = [_("foto ke-%(place)s: %(why)s", place=place, why=why) for place, why in kept.refusals.items()]
        said = [", ".join((*(each.rstrip(".") for each in said), refused)), *reasons]
    return " ".join(said)
