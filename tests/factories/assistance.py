"""What helpers may do for whom."""

from datetime import timedelta

from factory import LazyAttribute, Sequence, Trait

from app import clock
from app.assistance.rules import TEXT_VERSION
from app.models.assistance import Agreement, Assistance
from tests.factories import RowFactory


class AssistanceFactory(RowFactory):
    """Agreed to by code a moment ago; `waiting=True` has not been answered."""

    class Meta:
        model = Assistance

    address_hash = Sequence(lambda n: f"{n:064}")
    address_masked = "a…@contoh.id"
    text_version = TEXT_VERSION
    code_salt = "5" * 32
    asked_at = LazyAttribute(lambda _row: clock.now())
    agreed_at = LazyAttribute(lambda _row: clock.now())
    agreed_by = Agreement.CODE
    expires_at = LazyAttribute(lambda _row: clock.now() + timedelta(days=90))

    class Params:
        waiting = Trait(agreed_at=None, agreed_by=None, expires_at=None)
