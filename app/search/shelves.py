"""On which shelf a thing belongs, by its name: what the synonyms say, and where things of such words stand."""

from collections import Counter
from collections.abc import Iterable

import numpy as np
import structlog
from sqlalchemy import select

from app import clock
from app.catalog.queries.on_sale import categories
from app.db import session
from app.models.search import SynonymGroup
from app.search.engine.base import Unusable
from app.search.matching import match
from app.search.queries import newest_snapshot
from app.search.synonyms import synonyms
from app.search.understanding import understand
from app.search.words import words_of

MOST_SHELVES = 3
NEIGHBOURS = 20
POINTS = 1000  # of a word that a synonym group puts on a shelf, and of all neighbours together

log = structlog.get_logger()


def propose_shelves(name: str) -> list[int]:
    """The ids of the categories that fit a name, the best first; none where nothing is like it."""
    words = words_of(name)
    if not words:
        return []
    votes = _votes_of_synonyms(words)
    votes.update(_votes_of_neighbours(name))
    return [category_id for category_id, _votes in votes.most_common(MOST_SHELVES)]


def _votes_of_synonyms(words: list[str]) -> Counter[int]:
    ids = {each.slug: each.id for each in categories()}
    rows = session.execute(
        select(SynonymGroup.canonical, SynonymGroup.spellings, SynonymGroup.category_slug).where(
            SynonymGroup.archived_at.is_(None), SynonymGroup.category_slug.is_not(None)
        )
    )
    votes: Counter[int] = Counter()
    for row in rows:
        spellings = _spellings((row.canonical, *row.spellings))
        longest = max((len(each) for each in spellings if _has(words, each)), default=0)
        if longest and row.category_slug in ids:
            votes[ids[row.category_slug]] += POINTS * longest
    return votes


def _votes_of_neighbours(name: str) -> Counter[int]:
    """What is most like it, each with its share."""
    try:
        snapshot = newest_snapshot(name)
        found = match(snapshot, understand(name, snapshot.lexicon, synonyms(snapshot)), now=clock.now().timestamp())
    except Unusable as error:
        log.error("search_index_unusable", kind=type(error.__cause__ or error).__name__)
        return Counter()
    nearest = found.documents[np.argsort(-found.scores[found.documents], kind="stable")[:NEIGHBOURS]]
    total = float(found.scores[nearest].sum()) or 1.0
    votes: Counter[int] = Counter()
    for document in nearest.tolist():
        votes[int(snapshot.columns.category_id[document])] += round(POINTS * float(found.scores[document]) / total)
    return votes


def _spellings(texts: Iterable[str]) -> Iterable[list[str]]:
    return (words for text in texts if (words := words_of(text)))


def _has(words: list[str], spelling: list[str]) -> bool:
    return any(words[at : at + len(spelling)] == spelling for at in range(len(words) - len(spelling) + 1))
