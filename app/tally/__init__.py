"""Counting what pages show without writing in their requests: figures wait in memory and are added to rows together.

A process that is killed loses what it counted since it last wrote, at most some ten seconds.
"""

import re
import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import structlog
from flask import Flask
from sqlalchemy import func, select

from app.clock import day_of, now
from app.db import insert_or_add, session, transaction
from app.models.insight import ProductDay
from app.models.search import LONGEST_TEXT, SearchCount, SearchShown

SECONDS = 10
MOST_TEXTS = 2_000  # between two writings
MOST_TEXTS_OF_A_DAY = 50_000  # somebody who types nonsense all day does not fill the disk
FIGURES = ("searches", "found_nothing", "clicks", "purchases")
PRODUCT_FIGURES = ("views", "carted")
FEW_WORDS = re.compile(r"[^\W_]+(?: [^\W_]+){0,5}")
MANY_DIGITS = re.compile(r"(?:\d ?){7}")  # a telephone number, a NIK, a bank account

log = structlog.get_logger()

_lock = threading.Lock()
_texts: dict[tuple[date, str], Counter[str]] = {}
_shown: Counter[tuple[date, int]] = Counter()
_products: dict[tuple[int, date], Counter[str]] = {}


def may_be_kept(text_folded: str) -> bool:
    """Whether a text of folded words looks like something to buy rather than like somebody's data."""
    is_short = len(text_folded) <= LONGEST_TEXT and FEW_WORDS.fullmatch(text_folded) is not None
    return is_short and MANY_DIGITS.search(text_folded) is None


def count_search(text_folded: str) -> None:
    """Somebody looked for this and something had all of it."""
    _count([text_folded], "searches")


def count_search_in_vain(text_folded: str) -> None:
    """Somebody looked for this and nothing had all of it."""
    _count([text_folded], "searches", "found_nothing")


def count_click(text_folded: str) -> None:
    """Somebody opened a product that this found."""
    _count([text_folded], "clicks")


def count_purchases(texts_folded: Iterable[str]) -> None:
    """Somebody ordered what these found."""
    _count(texts_folded, "purchases")


def count_shown(seller_ids: Iterable[int]) -> None:
    """Products of these sellers stood on the first page of results, one for each time the seller is named."""
    today = _today()
    with _lock:
        _shown.update((today, seller_id) for seller_id in seller_ids)


def count_view(product_id: int) -> None:
    """Somebody looked at this product."""
    _count_product(product_id, "views")


def count_carted(product_id: int) -> None:
    """Somebody put this product in a cart."""
    _count_product(product_id, "carted")


def write() -> int:
    """Add to the rows what was counted since the last time, in one transaction; returns how many rows changed.

    What cannot be written waits for the next time.
    """
    with _lock:
        texts, shown, products = dict(_texts), Counter(_shown), dict(_products)
        forget()
    if not texts and not shown and not products:
        return 0
    try:
        with transaction():
            return _add_texts(texts) + _add_shown(shown) + _add_products(products)
    except BaseException:
        with _lock:
            for key, figures in texts.items():
                _texts[key] = _texts.get(key, Counter()) + figures
            for of, counted in products.items():
                _products[of] = _products.get(of, Counter()) + counted
            _shown.update(shown)
        raise


def forget() -> None:
    """Drop what was counted and not written yet."""
    _texts.clear()
    _shown.clear()
    _products.clear()


def keep_writing(app: Flask, stop: threading.Event) -> threading.Thread:
    """Write every few seconds beside the requests of this process, until told to stop or until it ends."""
    thread = threading.Thread(target=_write_on, args=(app, stop), name="tally", daemon=True)
    thread.start()
    return thread


def _write_on(app: Flask, stop: threading.Event) -> None:
    while not stop.wait(SECONDS):
        try:
            with app.app_context():
                write()
        except Exception as error:  # the database may be away: what was counted waits
            log.warning("tally_not_written", kind=type(error).__name__)


def _count(texts_folded: Iterable[str], *figures: str) -> None:
    today = _today()
    with _lock:
        for text in texts_folded:
            if (today, text) in _texts or len(_texts) < MOST_TEXTS:
                _texts.setdefault((today, text), Counter()).update(figures)


def _count_product(product_id: int, figure: str) -> None:
    key = product_id, _today()
    with _lock:
        _products.setdefault(key, Counter())[figure] += 1


def _add_texts(counted: Mapping[tuple[date, str], Counter[str]]) -> int:
    rows = [
        {"day": day, "text_folded": text, **{name: figures[name] for name in FIGURES}}
        for day in sorted({day for day, _text in counted})
        for text, figures in _with_room(day, {text: each for (of, text), each in counted.items() if of == day})
    ]
    if rows:
        session.execute(insert_or_add(SearchCount, unique=("day", "text_folded"), added=FIGURES), rows)
    return len(rows)


def _with_room(day: date, counted: Mapping[str, Counter[str]]) -> Sequence[tuple[str, Counter[str]]]:
    """In a fixed order, so that processes wait for one another and never in a circle."""
    kept = session.scalar(select(func.count()).select_from(SearchCount).where(SearchCount.day == day)) or 0
    if kept + len(counted) > MOST_TEXTS_OF_A_DAY:
        known = select(SearchCount.text_folded).where(SearchCount.day == day, SearchCount.text_folded.in_(counted))
        counted = {text: counted[text] for text in session.scalars(known)}
    return sorted(counted.items())


def _add_shown(counted: Counter[tuple[date, int]]) -> int:
    rows = [{"day": day, "seller_id": seller_id, "shown": shown} for (day, seller_id), shown in sorted(counted.items())]
    if rows:
        session.execute(insert_or_add(SearchShown, unique=("day", "seller_id"), added=("shown",)), rows)
    return len(rows)


def _add_products(counted: Mapping[tuple[int, date], Counter[str]]) -> int:
    rows = [
        {"product_id": product_id, "day": day, **{name: figures[name] for name in PRODUCT_FIGURES}}
        for (product_id, day), figures in sorted(counted.items())
    ]
    if rows:
        session.execute(insert_or_add(ProductDay, unique=("product_id", "day"), added=PRODUCT_FIGURES), rows)
    return len(rows)


def _today() -> date:
    return day_of(now()).date()
