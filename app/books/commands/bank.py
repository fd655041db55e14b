"""Money of the bank that is neither a sale's nor a parcel's: tax, agencies' vouchers, our own. Locks: the bank."""

from dataclasses import dataclass
from datetime import date

from app import audit
from app.books import rules
from app.books.errors import MoreThanOurs, MoreThanOwed, MovementKnown
from app.books.queries import bank as queries
from app.clock import JAKARTA, now
from app.db import session
from app.ledger import chart
from app.ledger.chart import AccountName
from app.ledger.commands import Line, lock_account, post
from app.models.payment import BankMovement, MovementKind

LEAVING = (MovementKind.TAX_PAID, MovementKind.MONEY_TAKEN)


@dataclass(frozen=True)
class Movement:
    """What stands on the bank's statement: what for, how many rupiah, on which day, by which reference, and why.

    A paid voucher names its bearer as the account of its cost does.
    """

    kind: MovementKind
    amount: int
    moved_on: date
    reference: str
    note: str
    bearer: str = ""


def record_movement(movement: Movement, *, admin_id: int) -> BankMovement:
    """Write down what came or left, once for each reference of the bank; quiet when exactly that is known.

    Raises OddDay, MovementKnown, MoreThanOwed, MoreThanOurs.
    """
    rules.check_day(movement.moved_on, now().astimezone(JAKARTA).date())
    lock_account(chart.BANK)
    known = queries.find_movement(movement.reference)
    if known is not None:
        facts = known.kind, known.bearer, known.amount, known.moved_on
        if facts != (movement.kind, movement.bearer, movement.amount, movement.moved_on):
            raise MovementKnown
        return known
    _check_amount(movement)
    moved = BankMovement(
        kind=movement.kind,
        bearer=movement.bearer,
        amount=movement.amount,
        moved_on=movement.moved_on,
        reference=movement.reference,
        note=movement.note,
        recorded_by_id=admin_id,
    )
    session.add(moved)
    session.flush()
    came_amount = -moved.amount if moved.kind in LEAVING else moved.amount
    lines = [Line(chart.BANK, came_amount), Line(_account_of(movement), -came_amount)]
    post(f"{moved.kind}:{moved.id}", lines, because=moved.note)
    audit.record("bank_movement.recorded", moved, because=moved.note, kind=moved.kind, amount=moved.amount)
    return moved


def _check_amount(movement: Movement) -> None:
    standing = queries.standing()
    if movement.kind == MovementKind.MONEY_TAKEN and movement.amount > standing.free_amount:
        raise MoreThanOurs(standing.free_amount)
    owed = {
        MovementKind.TAX_PAID: standing.tax_amount,
        MovementKind.VOUCHER_PAID: standing.bearers.get(movement.bearer, 0),
    }
    if movement.kind in owed and movement.amount > owed[movement.kind]:
        raise MoreThanOwed(max(0, owed[movement.kind]))


def _account_of(movement: Movement) -> AccountName:
    if movement.kind == MovementKind.VOUCHER_PAID:
        return chart.voucher_cost(movement.bearer)
    return chart.PPH22_PAYABLE if movement.kind == MovementKind.TAX_PAID else chart.OWN_MONEY
