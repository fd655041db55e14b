"""The names of the accounts (commerce.md, section 5)."""

from dataclasses import dataclass

from app.models.ledger import AccountKind


@dataclass(frozen=True)
class AccountName:
    """One account: a kind, and whose or which one it is."""

    kind: AccountKind
    of: str = ""
    seller_id: int | None = None

    def __str__(self) -> str:
        return f"{self.kind.value}:{self.of}" if self.of else self.kind.value


BANK = AccountName(AccountKind.BANK)
COMMISSION_INCOME = AccountName(AccountKind.COMMISSION_INCOME)
SHIPPING_INCOME = AccountName(AccountKind.SHIPPING_INCOME)
UNALLOCATED_RECEIPTS = AccountName(AccountKind.UNALLOCATED_RECEIPTS)
REFUNDS_DUE = AccountName(AccountKind.REFUNDS_DUE)


def gateway_clearing(gateway: str) -> AccountName:
    """Money that a gateway has taken and still has to hand over."""
    return AccountName(AccountKind.GATEWAY_CLEARING, gateway)


def held(seller_id: int) -> AccountName:
    """Paid for, not yet earned by the seller."""
    return AccountName(AccountKind.HELD, str(seller_id), seller_id)


def payable(seller_id: int) -> AccountName:
    """Earned by the seller, to be paid out."""
    return AccountName(AccountKind.PAYABLE, str(seller_id), seller_id)
