"""Businesses, their members and the wish to become one."""

from factory import LazyAttribute, Sequence, Trait

from app import clock
from app.models.seller import (
    ApplicationStatus,
    MemberRole,
    Permit,
    PermitStatus,
    Seller,
    SellerApplication,
    SellerMember,
)
from tests.factories import RowFactory


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


class SellerApplicationFactory(RowFactory):
    class Meta:
        model = SellerApplication

    shop_name = Sequence(lambda n: f"Usaha Baru {n}")
    phone = "+6281234567892"
    nik_last_digits = "0001"
    district_code = "19.01.04"
    status = ApplicationStatus.SUBMITTED
    submitted_at = LazyAttribute(lambda _row: clock.now())

    class Params:
        in_review = Trait(status=ApplicationStatus.IN_REVIEW)


class PermitFactory(RowFactory):
    class Meta:
        model = Permit

    kind = "NIB"
    status = PermitStatus.ISSUED
