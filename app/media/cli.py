"""Sweeping files that nobody needs any more."""

from collections.abc import Callable, Collection
from datetime import timedelta

import click
from flask.cli import AppGroup

from app.clock import now
from app.db import session
from app.gateways import storage
from app.gateways.storage import LocalStore
from app.media import queries
from app.settings import setting

cli = AppGroup("media", help="Files of people.")

BEING_WRITTEN = timedelta(days=1)  # files come before the row that names them
AT_ONCE = 500


@cli.command("sweep")
def sweep() -> None:
    """Delete originals, pictures and documents that nobody needs any more."""
    click.echo(f"{sweep_files()} berkas dihapus")


def sweep_files() -> int:
    """Look at every file that is a day old; returns how many went. What a crash left behind goes too."""
    stores = storage.current()
    archived_after = now() - queries.STILL_IN_CACHES
    decided_after = now() - setting("DOCUMENTS_KEPT")
    traded_after = now() - setting("TRADE_PAPERS_KEPT")
    swept = _sweep(stores.public, lambda ids: queries.pictures_needed(ids, archived_after=archived_after))
    swept += _sweep(
        stores.private,
        lambda names: (
            queries.originals_needed(names)
            | queries.documents_needed(
                names,
                archived_after=now() - BEING_WRITTEN,
                decided_after=decided_after,
                traded_after=traded_after,
            )
        ),
    )
    session.rollback()
    return swept


def _sweep(store: LocalStore, needed: Callable[[Collection[str]], set[str]]) -> int:
    names = sorted(store.names(written_before=now() - BEING_WRITTEN))
    swept = 0
    for start in range(0, len(names), AT_ONCE):
        some = names[start : start + AT_ONCE]
        for name in set(some) - needed(some):
            store.delete(name)
            swept += 1
    return swept
