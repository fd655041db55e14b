"""Listings that a person looks at, and words that are watched."""

from datetime import date

from factory import LazyAttribute, Sequence, Trait

from app import clock
from app.models.moderation import CaseStatus, ListingReason, ListingWord, ModerationCase, WordKind
from tests.factories import RowFactory


class ModerationCaseFactory(RowFactory):
    """A case of `product_id` that waits; `rejected` needs `decided_by_id`."""

    class Meta:
        model = ModerationCase

    claims = LazyAttribute(lambda _row: {"name": "Lada Putih"})
    risks = ("first_listings",)
    due_at = LazyAttribute(lambda _row: clock.now())

    class Params:
        rejected = Trait(
            status=CaseStatus.REJECTED,
            reason_codes=["foto_kurang"],
            note="Buram.",
            decided_at=LazyAttribute(lambda _row: clock.now()),
        )


class ListingReasonFactory(RowFactory):
    class Meta:
        model = ListingReason

    code = Sequence(lambda n: f"alasan_{n}")
    position = 500
    title = Sequence(lambda n: f"Terlalu gelap {n}")
    advice = "Ambil lagi di tempat terang."


class ListingWordFactory(RowFactory):
    class Meta:
        model = ListingWord

    kind = WordKind.WATCHED
    word = Sequence(lambda n: f"sisik naga {n}")
    advice = "Jelaskan bahannya."
    source = "UU 1/2026"
    valid_from = date(2026, 1, 1)
