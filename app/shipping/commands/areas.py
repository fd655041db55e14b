"""Where sellers' own couriers go."""

from sqlalchemy import select

from app import audit
from app.db import session
from app.models.shipment import CourierArea
from app.shipping.commands.offers import lock_owner


def go_to(seller_id: int, district_code: str, *, fee_amount: int) -> CourierArea:
    """The seller's own courier goes to this kecamatan for so many rupiah from now on."""
    area = _lock_area(seller_id, district_code)
    if area is None:
        area = CourierArea(seller_id=seller_id, district_code=district_code, fee_amount=fee_amount)
        session.add(area)
        session.flush()
    elif area.fee_amount == fee_amount:
        return area
    area.fee_amount = fee_amount
    audit.record("courier_area.set", area, district_code=district_code, fee_amount=fee_amount)
    return area


def stay_away_from(seller_id: int, district_code: str) -> None:
    """The seller's own courier does not go there any more; quiet when it never did."""
    area = _lock_area(seller_id, district_code)
    if area is not None:
        audit.record("courier_area.removed", area, district_code=district_code)
        session.delete(area)


def _lock_area(seller_id: int, district_code: str) -> CourierArea | None:
    lock_owner(seller_id)
    own = CourierArea.seller_id == seller_id, CourierArea.district_code == district_code
    return session.scalar(select(CourierArea).where(*own).execution_options(populate_existing=True))
