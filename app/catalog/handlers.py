"""What follows for goods on sale when permits change and when words are watched."""

from typing import Any

from app.catalog.commands import standing as commands
from app.catalog.commands.standing import Walk
from app.outbox import emit


def follow_permits(seller_id: int) -> None:
    """The goods of a shop follow its permits."""
    commands.follow_permits(seller_id)


def drop_word(word_id: int, code: str, after_id: int, after_row_id: int = 0, case_ids: str = "") -> None:
    """Some cases wait for what is watched no more; a message carries on with the next, and then with all goods."""
    walk = commands.drop_word(word_id, code, _walk(after_id, after_row_id, case_ids))
    if walk is not None:
        emit("listing_word.recheck_wanted", word_id=word_id, code=code, **_as_message(walk))
    else:
        emit("listing_word.changed", word_id=word_id, after_id=0)


def look_for_word(word_id: int, after_id: int, after_row_id: int = 0, case_ids: str = "") -> None:
    """Some goods are looked through for a word; a message carries on with the next."""
    walk = commands.look_for_word(word_id, _walk(after_id, after_row_id, case_ids))
    if walk is not None:
        emit("listing_word.changed", word_id=word_id, **_as_message(walk))


def _walk(seller_id: int, row_id: int, case_ids: str) -> Walk:
    return Walk(seller_id, row_id, tuple(int(each) for each in case_ids.split(",") if each))


def _as_message(walk: Walk) -> dict[str, Any]:
    untold = ",".join(map(str, walk.untold))
    return {"after_id": walk.seller_id, "after_row_id": walk.row_id, "case_ids": untold}
