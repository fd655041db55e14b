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
GATEWAY_FEES = AccountName(AccountKind.GATEWAY_FEES)
PPH22_PAYABLE = AccountName(AccountKind.PPH22_PAYABLE)
DISPUTED = AccountName(AccountKind.DISPUTED)
DISPUTE_LOSSES = AccountName(AccountKind.DISPUTE_LOSSES)
OWN_MONEY = AccountName(AccountKind.OWN_MONEY)
PROMISED_CASH = AccountName(AccountKind.GATEWAY_CLEARING, "cod")  # sellers take it at the door, so it never comes here


def gateway_clearing(gateway: str) -> AccountName:
    """Money that a gateway has taken and still has to hand over."""
    return AccountName(AccountKind.GATEWAY_CLEARING, gateway)


def voucher_cost(bearer: str) -> AccountName:
    """What vouchers cost the platform or an agency, by its name."""
    return AccountName(AccountKind.VOUCHER_COST, bearer)


def cost_account(name: str) -> AccountName:
    """The account that an adjustment names, like `voucher_cost:platform`."""
    return voucher_cost(name.removeprefix(f"{AccountKind.VOUCHER_COST.value}:"))


def held(seller_id: int) -> AccountName:
    """Paid for, not yet earned by the seller."""
    return AccountName(AccountKind.HELD, str(seller_id), seller_id)


def payable(seller_id: int) -> AccountName:
    """Earned by the seller, to be paid out."""
    return AccountName(AccountKind.PAYABLE, str(seller_id), seller_id)
