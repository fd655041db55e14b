"""Many rows in one form: each in a transaction of its own, so that one bad row stops nobody."""

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from flask import flash, request

from app.db import transaction
from app.errors import DomainError, NotFound
from app.web.fields import parse_whole
from app.web.inputs import LARGEST_ID

Key = TypeVar("Key", bound=Hashable)


def run_each(keys: Iterable[Key], run: Callable[[Key], object]) -> dict[Key, str]:
    """Do it for every key; returns the sentence of each refusal by its key. Raises NotFound for who may not know."""
    refused: dict[Key, str] = {}
    for key in keys:
        try:
            with transaction():
                run(key)
        except NotFound:
            raise
        except DomainError as error:
            refused[key] = str(error.message)
    return refused


def run_chosen(name: str, run: Callable[[int], object], *, most: int, done: str) -> dict[int, str]:
    """Do it for every row that was ticked under a name, and say for how many it was `done`; returns the refusals."""
    chosen = chosen_ids(name, most=most)
    refused = run_each(chosen, run)
    count = len(chosen) - len(refused)
    flash(done % {"count": count}, "success" if count else "warning")
    return refused


def chosen_ids(name: str, *, most: int) -> list[int]:
    """The ids that were ticked under a name, each once. Raises NotFound for what is no id."""
    ids = [parse_whole(text, lowest=1, highest=LARGEST_ID) for text in request.values.getlist(name)[:most]]
    return list(dict.fromkeys(_known(each) for each in ids))


def ids_of_fields(prefix: str, *, most: int) -> list[int]:
    """The ids in the names of the fields `<prefix>-<id>` of a form, each once. Raises NotFound for what is no id."""
    names = [name for name in request.form if name.startswith(f"{prefix}-")][:most]
    ids = [parse_whole(name.removeprefix(f"{prefix}-"), lowest=1, highest=LARGEST_ID) for name in names]
    return list(dict.fromkeys(_known(each) for each in ids))


def _known(key: int | None) -> int:
    if key is None:
        raise NotFound
    return key
