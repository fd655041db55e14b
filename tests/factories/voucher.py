"""Vouchers of the platform, an agency or a seller."""

from datetime import timedelta

from factory import LazyAttribute, Sequence, Trait

from app import clock
from app.models.order import Bearer
from app.models.voucher import Voucher, VoucherKind
from tests.factories import RowFactory


class VoucherFactory(RowFactory):
    """Rp10.000 off everything, borne by the platform, once for each buyer; `created_by_id` is whoever made it."""

    class Meta:
        model = Voucher

    code = Sequence(lambda n: f"HEMAT-{n}")
    label = "Diskon panen lada"
    kind = VoucherKind.AMOUNT
    amount = 10_000
    bearer = Bearer.PLATFORM
    starts_at = LazyAttribute(lambda _row: clock.now() - timedelta(days=1))
    ends_at = LazyAttribute(lambda _row: clock.now() + timedelta(days=7))

    class Params:
        percent = Trait(kind=VoucherKind.PERCENT, amount=0, rate_bps=1000)
        of_agency = Trait(bearer=Bearer.AGENCY, bearer_name="Dinas Koperasi Babel")
        of_seller = Trait(bearer=Bearer.SELLER)
