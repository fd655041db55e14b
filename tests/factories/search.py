"""What was looked for, as if it had been counted."""

from datetime import date

from factory import LazyAttribute, Sequence

from app.clock import day_of, now
from app.models.search import SearchCount, SearchShown, SynonymGroup, SynonymSource
from tests.factories import RowFactory


def today() -> date:
    return day_of(now()).date()


class SynonymGroupFactory(RowFactory):
    class Meta:
        model = SynonymGroup

    canonical = Sequence(lambda n: f"barang {n}")
    spellings = LazyAttribute(lambda row: [f"nama lain {row.canonical}"])
    source = SynonymSource.ADMIN


class SearchCountFactory(RowFactory):
    class Meta:
        model = SearchCount

    text_folded = "lada"
    searches = 10
    found_nothing = 0
    clicks = 0
    purchases = 0


class SearchShownFactory(RowFactory):
    class Meta:
        model = SearchShown
