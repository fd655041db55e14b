"""What a product claims, one version after the other."""

from app.actor import current_actor
from app.catalog.claims import Claims, claims_of, read_claims, say
from app.catalog.queries import own as own_queries
from app.clock import now
from app.db import session
from app.models.base import acted_by
from app.models.catalog import Product, ProductRevision, RevisionStatus


def keep_draft(product: Product, claims: Claims) -> None:
    """Keep an edit beside what buyers read; an edit back ends it."""
    draft = own_queries.find_revision(product.id, RevisionStatus.DRAFT)
    if draft is None:
        add(product, claims, RevisionStatus.DRAFT, because="edited by the seller")
    elif claims == claims_of(product):
        sign(draft, RevisionStatus.REJECTED, because="edited back by the seller")
    else:
        draft.claims = claims.as_json()
        sign(draft, RevisionStatus.DRAFT, because="edited by the seller")


def show(product: Product, revision: ProductRevision, *, because: str) -> None:
    """Buyers read this version from now on, the former one is replaced."""
    say(read_claims(revision.claims, product), product)
    live = own_queries.find_revision(product.id, RevisionStatus.LIVE)
    if live is not None:
        live.status = RevisionStatus.REPLACED
    sign(revision, RevisionStatus.LIVE, because=because)


def add(product: Product, claims: Claims, status: RevisionStatus, *, because: str) -> None:
    """One more version."""
    session.add(
        ProductRevision(
            product_id=product.id,
            number=own_queries.last_revision_number(product.id) + 1,
            status=status,
            claims=claims.as_json(),
            **acted_by(current_actor(), because),
        )
    )


def sign(revision: ProductRevision, status: RevisionStatus, *, because: str) -> None:
    """Somebody decided about a version."""
    revision.status = status
    revision.created_at = now()
    for name, value in acted_by(current_actor(), because).items():
        setattr(revision, name, value)
