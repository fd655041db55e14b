"""The money of the whole shop: what came in, where it went, and whose is what is still here. Rupiah."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, case, cast, func, or_, select

from app.clock import now
from app.db import session
from app.ledger import chart
from app.ledger.words import HAVE, OWE
from app.models.ledger import AccountKind, JournalEntry, LedgerAccount, Posting

CAPTURED, CASH = "payment-captured", "cash-received"
SENT_BACK, PAID_OUT = ("refund-sent", "refund-bounced"), ("payout", "payout-failed", "payout-failed-reversed")
DELIVERED = "delivery-bill", "delivery-bill-reversed"
TAX_PAID, TAKEN = ("tax-paid", "tax-paid-reversed"), ("money-taken", "money-taken-reversed")
VOUCHERS_PAID, ADDED = ("voucher-paid", "voucher-paid-reversed"), ("money-added", "money-added-reversed")
COUNTED = (CAPTURED, CASH, *DELIVERED, *SENT_BACK, *PAID_OUT, *TAX_PAID, *VOUCHERS_PAID, *ADDED, *TAKEN)
EARNED = AccountKind.COMMISSION_INCOME, AccountKind.SHIPPING_INCOME, AccountKind.OWN_MONEY
OURS = (
    *EARNED,
    AccountKind.GATEWAY_FEES,
    AccountKind.VOUCHER_COST,
    AccountKind.DISPUTE_LOSSES,
)


@dataclass(frozen=True)
class Sum:
    """Signed rupiah on one account by one kind of event; sellers' accounts are one for each kind, named like it."""

    kind: AccountKind
    account: str
    event: str
    amount: int


@dataclass(frozen=True)
class Equation:
    """Money in = refunds + fees + lost disputes + bills for parcels + payouts + cash at the door + tax + what is here.

    In comes what buyers paid, what agencies paid for their vouchers, and what we added; out goes also what we took.
    What is still here is divided by whose it is; `ours_amount` is below zero when we paid for others. Cash that buyers
    promised is no money before the seller has it: it is apart in `promised_amount`, and its refunds are none.
    """

    captured_amount: int
    vouchers_amount: int
    added_amount: int
    refunded_amount: int
    fee_amount: int
    lost_amount: int
    delivery_amount: int
    paid_out_amount: int
    cash_amount: int
    tax_paid_amount: int
    taken_amount: int
    balance_amount: int
    promised_amount: int
    sellers_amount: int
    buyers_amount: int
    tax_amount: int
    ours_amount: int

    @property
    def in_amount(self) -> int:
        """Everything that came in."""
        return self.captured_amount + self.vouchers_amount + self.added_amount

    @property
    def out_amount(self) -> int:
        """Everything that came in must be here."""
        ours = self.fee_amount + self.lost_amount + self.delivery_amount
        others = self.refunded_amount + self.paid_out_amount + self.cash_amount + self.tax_paid_amount
        return others + ours + self.taken_amount + self.balance_amount

    @property
    def difference_amount(self) -> int:
        """Zero in sound books."""
        return self.in_amount - self.out_amount


@dataclass(frozen=True)
class Flow:
    """Money in and out between a moment and the next."""

    since: datetime
    in_amount: int
    out_amount: int


def sums(*, until: datetime) -> Sequence[Sum]:
    """The books before a moment, in one statement."""
    account = case((LedgerAccount.seller_id.is_(None), LedgerAccount.name), else_=cast(LedgerAccount.kind, String))
    event = case(*((JournalEntry.reference.startswith(f"{name}:"), name) for name in COUNTED), else_="")
    rows = (
        select(LedgerAccount.kind, account.label("account"), event.label("event"), Posting.amount)
        .join(Posting, Posting.account_id == LedgerAccount.id)
        .join(JournalEntry, JournalEntry.id == Posting.entry_id)
        .where(JournalEntry.occurred_at < until)
        .subquery()
    )
    by = rows.c.kind, rows.c.account, rows.c.event
    found = session.execute(select(*by, func.sum(rows.c.amount)).group_by(*by).order_by(rows.c.account))
    return [Sum(kind, name, of, int(amount)) for kind, name, of, amount in found]


def by_account(found: Iterable[Sum]) -> dict[tuple[AccountKind, str], int]:
    """The balance of each account."""
    balances: dict[tuple[AccountKind, str], int] = {}
    for each in found:
        key = each.kind, each.account
        balances[key] = balances.get(key, 0) + each.amount
    return balances


def equation(found: Sequence[Sum]) -> Equation:
    """The money equation of the whole shop."""

    promises = [each for each in found if each.account == str(chart.PROMISED_CASH)]
    promised_amount = sum(each.amount for each in promises)

    def total(*kinds: AccountKind, events: Sequence[str] | None = None) -> int:
        return sum(
            each.amount
            for each in found
            if each.kind in kinds and (events is None or each.event in events) and each not in promises
        )

    return Equation(
        captured_amount=total(AccountKind.GATEWAY_CLEARING, events=(CAPTURED,))
        + total(AccountKind.PAYABLE, events=(CASH,)),
        vouchers_amount=-total(AccountKind.VOUCHER_COST, events=VOUCHERS_PAID),
        added_amount=-total(AccountKind.OWN_MONEY, events=ADDED),
        refunded_amount=total(AccountKind.REFUNDS_DUE, events=SENT_BACK)
        + sum(each.amount for each in promises if each.event in SENT_BACK),
        fee_amount=total(AccountKind.GATEWAY_FEES),
        lost_amount=total(AccountKind.DISPUTE_LOSSES),
        delivery_amount=total(AccountKind.SHIPPING_INCOME, events=DELIVERED),
        paid_out_amount=total(AccountKind.PAYABLE, events=PAID_OUT),
        cash_amount=total(AccountKind.PAYABLE, events=(CASH, *SENT_BACK)),  # what sellers gave back they have no more
        tax_paid_amount=total(AccountKind.PPH22_PAYABLE, events=TAX_PAID),
        taken_amount=total(AccountKind.OWN_MONEY, events=TAKEN),
        balance_amount=total(*HAVE),
        promised_amount=promised_amount,
        sellers_amount=-total(AccountKind.HELD, AccountKind.PAYABLE) - promised_amount,
        buyers_amount=-total(AccountKind.REFUNDS_DUE, AccountKind.UNALLOCATED_RECEIPTS),
        tax_amount=-total(AccountKind.PPH22_PAYABLE),
        ours_amount=-total(*OURS),
    )


def flows(moments: Sequence[datetime]) -> Sequence[Flow]:
    """Money in and out since each moment until the next, the last until now: captures, what was added, and what left.

    Cash at the door comes and leaves in the moment when the seller takes it.
    """
    came_in = CAPTURED, *VOUCHERS_PAID, *ADDED
    is_captured = or_(*(JournalEntry.reference.startswith(f"{name}:") for name in came_in))
    is_promise = LedgerAccount.name == str(chart.PROMISED_CASH)
    is_taken = is_promise & JournalEntry.reference.startswith(f"{CASH}:")
    place = case(
        *((JournalEntry.occurred_at >= moment, number) for number, moment in reversed(list(enumerate(moments))))
    )
    rows = (
        select(
            place.label("place"),
            case((is_taken, -Posting.amount), (is_promise, 0), (is_captured, Posting.amount), else_=0).label("came"),
            case((is_taken, -Posting.amount), (is_promise | is_captured, 0), else_=-Posting.amount).label("left"),
        )
        .join(Posting, Posting.entry_id == JournalEntry.id)
        .join(LedgerAccount, LedgerAccount.id == Posting.account_id)
        .where(JournalEntry.occurred_at >= moments[0], JournalEntry.occurred_at <= now(), LedgerAccount.kind.in_(HAVE))
        .subquery()
    )
    found = session.execute(select(rows.c.place, func.sum(rows.c.came), func.sum(rows.c.left)).group_by(rows.c.place))
    moved = {place: (int(came), int(left)) for place, came, left in found}
    return [Flow(moment, *moved.get(number, (0, 0))) for number, moment in enumerate(moments)]


def is_debt(kind: AccountKind) -> bool:
    """Whether the balance of an account says what we owe or earned, so that below zero is the usual side."""
    return kind in OWE or kind in EARNED
