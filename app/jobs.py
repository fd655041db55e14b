"""The scheduled jobs in one visible list: what runs by itself, and how often."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from app.books import cli as books
from app.bulk import cli as bulk
from app.cart import cli as carts
from app.catalog import cli as catalog
from app.media import cli as media
from app.orders import cli as orders
from app.payments import cli as payments
from app.payouts import cli as payouts
from app.permits import cli as permits
from app.returns import cli as returns
from app.search import cli as search
from app.sellers import cli as sellers


@dataclass(frozen=True)
class Job:
    """A chore that says how many things it did; it opens one transaction per item, so one bad row stops nobody."""

    name: str
    every: timedelta
    run: Callable[[], int]


JOBS: Sequence[Job] = (
    Job("orders.expire", timedelta(seconds=5), orders.expire_due),
    Job("orders.auto_complete", timedelta(minutes=1), orders.auto_complete_due),
    Job("orders.track", timedelta(seconds=30), orders.track_underway),
    Job("returns.remind_to_ship", timedelta(minutes=1), returns.remind_due),
    Job("returns.tell_late", timedelta(minutes=1), returns.tell_late),
    Job("returns.cancel_late", timedelta(minutes=1), returns.cancel_late_due),
    Job("returns.remind_to_fetch", timedelta(minutes=1), returns.remind_buyers_due),
    Job("returns.cancel_unfetched", timedelta(minutes=1), returns.cancel_unfetched_due),
    Job("returns.accept_unanswered", timedelta(minutes=1), returns.accept_due),
    Job("payments.reconcile", timedelta(seconds=15), payments.reconcile_pending),
    Job("books.reconcile_daily", timedelta(seconds=5), books.reconcile_daily),
    Job("carts.sweep", timedelta(hours=1), carts.sweep_unused),
    Job("payments.reconcile_closed", timedelta(minutes=1), payments.reconcile_closed),
    Job("payments.reconcile_captured", timedelta(minutes=1), payments.reconcile_captured),
    Job("payments.reconcile_paid", timedelta(minutes=1), payments.reconcile_paid),
    Job("media.sweep", timedelta(hours=6), media.sweep_files),
    Job("bulk.sweep", timedelta(hours=6), bulk.sweep_old),
    Job("payouts.prepare", timedelta(hours=1), payouts.prepare_weekly),
    Job("sellers.follow_holidays", timedelta(minutes=1), sellers.follow_holidays),
    Job("sellers.measure_response", timedelta(hours=6), sellers.measure_response),
    Job("sellers.forget_drafts", timedelta(hours=6), sellers.forget_old_drafts),
    Job("permits.watch", timedelta(minutes=10), permits.watch_ends),
    Job("catalog.follow_permits", timedelta(hours=6), catalog.follow_permits),
    Job(catalog.DAYS_OF_WORDS, timedelta(minutes=10), catalog.follow_days_of_words),
    Job("search.forget_counts", timedelta(days=1), search.forget_old_counts),
    Job("search.take_turns", timedelta(days=1), search.take_turns),
    Job("search.heal", timedelta(seconds=30), search.heal),
    Job(search.NO_LONGER_VALID, timedelta(minutes=10), search.forget_ended_permits),
)
INDEX_JOBS = frozenset({"search.heal", search.NO_LONGER_VALID})  # may take minutes: nobody waits for them
DEMO_JOBS: Sequence[Job] = (
    Job("payments.deliver_sandbox_events", timedelta(seconds=1), payments.deliver_sandbox_events),
)
