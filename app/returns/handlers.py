"""What happens to a case when its money has arrived."""

from app.returns import queries
from app.returns.commands import answers


def close_refunded_case(refund_id: int) -> None:
    """A refund succeeded: the case it was decided in, if any, is over."""
    number = queries.find_number_of_refund(refund_id)
    if number is not None:
        answers.close_refunded(number)
