"""Businesses, their members and the wish to become one."""

from datetime import timedelta

from factory import LazyAttribute, Sequence, Trait

from app import clock
from app.crypto import Sealed, Vault
from app.models.media import Document, DocumentKind
from app.models.seller import (
    ApplicationStatus,
    MemberRole,
    Permit,
    PermitStatus,
    Seller,
    SellerApplication,
    SellerInvitation,
    SellerMember,
)
from app.settings import setting
from tests.factories import RowFactory


def sealed(text: str) -> Sealed:
    """A number as the application keeps it."""
    return Vault(setting("DATA_KEY")).seal(text)


class SellerFactory(RowFactory):
    class Meta:
        model = Seller

    name = Sequence(lambda n: f"Toko {n}")
    slug = LazyAttribute(lambda row: row.name.lower().replace(" ", "-"))
    name_folded = LazyAttribute(lambda row: row.name.casefold())
    phone = "+6281234567891"
    street = "Jalan Kemuja 7"
    district_code = "19.01.04"
    regency_code = LazyAttribute(lambda row: row.district_code[:5])

    class Params:
        on_belitung = Trait(district_code="19.02.01")


class SellerMemberFactory(RowFactory):
    class Meta:
        model = SellerMember

    role = MemberRole.OWNER


class SellerInvitationFactory(RowFactory):
    """A place as staff, offered to Sari, who has no account."""

    class Meta:
        model = SellerInvitation

    email = "sari@contoh.id"
    email_folded = LazyAttribute(lambda row: row.email.casefold())
    role = MemberRole.STAFF
    expires_at = LazyAttribute(lambda _row: clock.now() + timedelta(days=7))


class SellerApplicationFactory(RowFactory):
    class Meta:
        model = SellerApplication

        exclude = ("nik", "bank_account")

    nik = Sequence(lambda n: f"190104410190{n % 9999 + 1:04}")
    bank_account = Sequence(lambda n: f"1234{n:06}")
    legal_name = "Sari Wulandari"
    shop_name = Sequence(lambda n: f"Usaha Baru {n}")
    phone = Sequence(lambda n: f"+62813{n:08}")
    nik_encrypted = LazyAttribute(lambda row: sealed(row.nik).ciphertext)
    nik_key_id = LazyAttribute(lambda row: sealed(row.nik).key_id)
    nik_last_digits = LazyAttribute(lambda row: row.nik[-4:])
    product_summary = "Rusip dan calok dalam botol"
    business_form = "perorangan"
    workers = 3
    turnover_amount = 120_000_000
    street = "RT 003 RW 001"
    district_code = "19.01.04"
    village_code = "19.01.04.2008"
    bank_code = "120"
    bank_holder = "Sari Wulandari"
    bank_account_encrypted = LazyAttribute(lambda row: sealed(row.bank_account).ciphertext)
    bank_account_key_id = LazyAttribute(lambda row: sealed(row.bank_account).key_id)
    bank_account_last_digits = LazyAttribute(lambda row: row.bank_account[-4:])
    status = ApplicationStatus.SUBMITTED
    submitted_at = LazyAttribute(lambda _row: clock.now())

    class Params:
        draft = Trait(status=ApplicationStatus.DRAFT, submitted_at=None)
        in_review = Trait(status=ApplicationStatus.IN_REVIEW)


class DocumentFactory(RowFactory):
    """The row of a document; its pages are files, see tests/sellers/conftest.py."""

    class Meta:
        model = Document

    id = Sequence(lambda n: f"{n:032x}")
    kind = DocumentKind.IDENTITY
    pages = 1
    key_id = "00000000"


class PermitFactory(RowFactory):
    class Meta:
        model = Permit

    kind = "NIB"
    status = PermitStatus.ISSUED
