"""Deciding whether a shop may sell: suspending and reopening."""

from app import audit
from app.models.seller import Seller, SellerStatus
from app.models.state import IllegalTransition
from app.outbox import emit
from app.sellers.errors import OwnShop
from app.sellers.queries import standing as queries


def suspend_seller(seller_id: int, *, admin_id: int, reason: str) -> Seller:
    """Nothing of the shop is sold from now on, open orders stay servable.

    Raises NotFound, OwnShop, IllegalTransition.
    """
    seller = _lock_foreign(seller_id, admin_id)
    if seller.status != SellerStatus.SUSPENDED:
        seller.move_to(SellerStatus.SUSPENDED, because=reason)
        audit.record("seller.suspended", seller, because=reason)
        emit("seller.suspended", seller_id=seller.id)
    return seller


def reopen_seller(seller_id: int, *, admin_id: int, reason: str) -> Seller:
    """A suspended shop sells again. Raises NotFound, OwnShop, IllegalTransition."""
    seller = _lock_foreign(seller_id, admin_id)
    if seller.status != SellerStatus.ACTIVE:
        if seller.status != SellerStatus.SUSPENDED:
            raise IllegalTransition
        seller.move_to(SellerStatus.ACTIVE, because=reason)
        audit.record("seller.reopened", seller, because=reason)
        emit("seller.reopened", seller_id=seller.id)
    return seller


def _lock_foreign(seller_id: int, admin_id: int) -> Seller:
    seller = queries.lock_seller(seller_id)
    if queries.works_for(admin_id, seller_id):
        raise OwnShop
    return seller
