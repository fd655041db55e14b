"""What was looked at, as if it had been counted."""

from factory import LazyFunction

from app.models.insight import ProductDay
from tests.factories import RowFactory
from tests.factories.search import today


class ProductDayFactory(RowFactory):
    class Meta:
        model = ProductDay

    day = LazyFunction(today)
    views = 0
    carted = 0
