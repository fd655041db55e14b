"""What is measured about a shop."""

from app.models.seller import Seller
from app.sellers.queries.standing import lock_seller


def set_response(seller_id: int, minutes: int | None) -> Seller:
    """Its median minutes from paid to accepted, or that there are too few cases to say."""
    seller = lock_seller(seller_id)
    seller.accepts_in_minutes = minutes
    return seller
