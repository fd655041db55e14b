"""Complaints of people who may be no buyers of ours."""

from factory import Sequence

from app.models.complaint import Complaint, ComplaintKind
from tests.factories import RowFactory


class ComplaintFactory(RowFactory):
    class Meta:
        model = Complaint

    number = Sequence(lambda n: f"AD-{n:08d}")
    kind = ComplaintKind.ORDER
    name = "Sari Wulandari"
    email = "sari@contoh.id"
    text = "Paket saya belum datang sesudah dua minggu."
