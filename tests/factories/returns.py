"""Return cases, decided ones unless a test says otherwise: an order has one open case at most."""

from factory import LazyAttribute, Sequence

from app import clock
from app.models.returns import ReturnCase, ReturnLine, ReturnPhoto, ReturnReason, ReturnStatus
from tests.factories import RowFactory


class ReturnCaseFactory(RowFactory):
    class Meta:
        model = ReturnCase

    number = Sequence(lambda n: f"RT-{n:08d}")
    reason = ReturnReason.DAMAGED
    text = "Dua bungkus robek waktu sampai."
    status = ReturnStatus.CLOSED
    answer_by = LazyAttribute(lambda _row: clock.now())
    closed_at = LazyAttribute(lambda row: clock.now() if row.status == ReturnStatus.CLOSED else None)


class ReturnLineFactory(RowFactory):
    class Meta:
        model = ReturnLine

    quantity = 1


class ReturnPhotoFactory(RowFactory):
    class Meta:
        model = ReturnPhoto
