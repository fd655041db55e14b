"""What sellers tell the tax office through us, and figures that count from a moment on."""

from factory import LazyAttribute, SubFactory

from app import clock
from app.models.media import DocumentKind
from app.models.payout import DatedSetting, StatementStatus, TurnoverStatement
from tests.factories import RowFactory
from tests.factories.seller import DocumentFactory


class TurnoverStatementFactory(RowFactory):
    """A statement of this year that waits; `sent_by` is the owner who sent it."""

    class Meta:
        model = TurnoverStatement
        exclude = ("sent_by", "document")

    sent_by = 1
    document = SubFactory(
        DocumentFactory,
        kind=DocumentKind.TURNOVER_STATEMENT,
        uploaded_by_id=LazyAttribute(lambda row: row.factory_parent.sent_by),
    )
    document_id = LazyAttribute(lambda row: row.document.id)
    year = LazyAttribute(lambda _row: clock.year_of(clock.now()))
    status = StatementStatus.SUBMITTED


class DatedSettingFactory(RowFactory):
    class Meta:
        model = DatedSetting

    valid_from = LazyAttribute(lambda _row: clock.now())
    actor_kind = "job"
    reason = "a test"
