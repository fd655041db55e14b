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


def offset_of(number: int, size: int) -> int:
    """How many items come before a page."""
    return (number - 1) * size
