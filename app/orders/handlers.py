"""What happens to orders when their shops go away."""

from app.orders import desk, queries


def keep_packed_orders(seller_id: int) -> None:
    """A shop announced a holiday: what stands packed is kept until it was back for as long."""
    for order_id in queries.packed_for_buyers(seller_id):
        desk.keep_through_holiday(order_id)
