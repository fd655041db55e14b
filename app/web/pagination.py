"""Pages of a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")
LAST_PAGE = 1000


@dataclass(frozen=True)
class Page(Generic[Item]):
    """Some items of a list and where they stand in it."""

    items: Sequence[Item]
    total: int
    number: int
    size: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def has_previous(self) -> bool:
        """Whether there is a page before."""
        return self.number > 1

    @property
    def has_next(self) -> bool:
        """Whether there is a page after."""
        return self.number < min(self.pages, LAST_PAGE)


def page_number(text: str | None) -> int:
    """The page an address asks for; anything odd is the first."""
    if text and text.isascii() and text.isdigit() and len(text) <= 4:
        return min(max(int(text), 1), LAST_PAGE)
    return 1


def page_number_of(text: str | None, *, total: int, size: int) -> int:
    """The same for a list that grows shorter while people work: behind its end is its last page."""
    return min(page_number(text), Page([], total, 1, size).pages)


def offset_of(number: int, size: int) -> int:
    """How many items come before a page."""
    return (number - 1) * size
