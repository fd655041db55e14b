"""What happens to a case when its money has arrived, and to a parcel that its courier has brought back."""

from app.returns import queries
from app.returns.commands import answers, cases


def close_refunded_case(refund_id: int) -> None:
    """A refund succeeded: the case it was decided in, if any, is over."""
    number = queries.find_number_of_refund(refund_id)
    if number is not None:
        answers.close_refunded(number)


def ask_about_parcel(order_id: int, parcel_id: int) -> None:
    """A courier says that a parcel is back with its seller: the order does not end by itself until that is settled."""
    cases.note_came_back(order_id, parcel_id)
