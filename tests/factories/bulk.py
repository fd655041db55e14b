"""Imports of a shop."""

from app.clock import now
from app.models.bulk import ImportJob, ImportKind, ImportRow, ImportStatus, Outcome
from tests.factories import RowFactory


class ImportJobFactory(RowFactory):
    """One of products that has ended."""

    class Meta:
        model = ImportJob

    kind = ImportKind.PRODUCTS
    status = ImportStatus.DONE
    columns = ["sku", "name"]  # noqa: RUF012 - factory_boy reads it from the class
    ended_at = now()


class ImportRowFactory(RowFactory):
    class Meta:
        model = ImportRow

    position = 1
    number = 2
    bundle = 1
    cells = {"sku": "LADA-1", "name": "Lada"}  # noqa: RUF012
    outcome = Outcome.REFUSED
    reasons = ["Isi SKU."]  # noqa: RUF012
