"""What the owners of a shop hear about its permits: one sender for each event, as in `senders`."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.catalog.claims import claims_of
from app.catalog.queries.risks import missing_permits_of, no_food
from app.catalog.queries.standing import goods_without_permits
from app.db import session
from app.models.requirement import Submission
from app.notifications.links import link
from app.notifications.messenger import Message
from app.notifications.senders import _owners, _send


def email_permit_decided(submission_id: int, *, key: str) -> None:
    """To the owners: accepted, or rejected and why."""
    _send(_to_owners(submission_id, "permit_decided"), key)


def email_permit_ends_soon(submission_id: int, *, key: str) -> None:
    """To the owners: when it ends, and how to renew it."""
    _send(_to_owners(submission_id, "permit_ends_soon"), key)


def email_permit_ended(submission_id: int, *, key: str) -> None:
    """To the owners: it has ended, and what that means."""
    _send(_to_owners(submission_id, "permit_ended"), key)


def email_goods_without_permits(seller_id: int, *, key: str) -> None:
    """To the owners: what is sold until a day only, and what is hidden since; nothing if that is mended by now."""
    goods = goods_without_permits(seller_id)
    rows = [
        (
            product,
            ", ".join(each.title for each in missing),
            link("catalog_seller.show", product_id=product.id),
            bool(no_food(product, claims_of(product))),
        )
        for product, missing in zip(goods, missing_permits_of(seller_id, goods), strict=True)
        if missing
    ]
    values = {"rows": rows, "link": link("permits_seller.index")}
    owners = _owners(seller_id) if rows else []
    _send([Message(each.email, "goods_without_permits", {"name": each.name, **values}) for each in owners], key)


def _to_owners(submission_id: int, name: str) -> list[Message]:
    submission = session.scalars(
        select(Submission).where(Submission.id == submission_id).options(joinedload(Submission.requirement))
    ).one()
    assert submission.seller_id is not None, "permits are a seller's"
    address = link("permits_seller.show", permit=submission.requirement.code)
    values = {"submission": submission, "requirement": submission.requirement, "link": address}
    return [Message(owner.email, name, {"name": owner.name, **values}) for owner in _owners(submission.seller_id)]
