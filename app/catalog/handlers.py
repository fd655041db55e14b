"""What follows for goods on sale when permits change and when words are watched."""

from app.catalog.commands import standing as commands
from app.outbox import emit


def follow_permits(seller_id: int) -> None:
    """The goods of a shop follow its permits."""
    commands.follow_permits(seller_id)


def look_for_word(word_id: int, after_id: int) -> None:
    """What some shops sell is looked through for a word; a message carries on with the next shops."""
    last = commands.look_for_word(word_id, after_id=after_id)
    if last is not None:
        emit("listing_word.changed", word_id=word_id, after_id=last)


def drop_word(word_id: int, after_id: int) -> None:
    """What some shops' goods wait for is no matter any more; a message carries on with the next shops."""
    last = commands.drop_word(word_id, after_id=after_id)
    if last is not None:
        emit("listing_word.archived", word_id=word_id, after_id=last)
