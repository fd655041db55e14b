"""Arranging the shelves: two levels, every address that was printed once goes on working."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from app import audit
from app.accounts.queries.accounts import check_sells_nothing
from app.catalog.errors import BadParent, NotEmpty, ShelfTaken
from app.catalog.queries import categories as queries
from app.clock import now
from app.db import session
from app.errors import NotFound
from app.models.catalog import Category, CategorySlug
from app.models.requirement import Effect
from app.outbox import emit
from app.requirements.commands import shelves as requirements


@dataclass(frozen=True)
class Shelf:
    """What a category is called, its address, the one it stands below, and whether what stands there is food."""

    name: str
    name_en: str
    slug: str
    parent_id: int | None
    is_food: bool = False


def add_category(shelf: Shelf) -> Category:
    """A new one, behind those it stands beside. Raises ShelfTaken, BadParent."""
    rows = queries.lock_categories()
    _check_free(rows, shelf, None)
    _check_parent(rows, shelf.parent_id, None)
    category = Category(**asdict(shelf), position=len(rows))
    session.add(category)
    session.flush()
    _renumber([*rows, category])
    audit.record("category.added", category, slug=category.slug)
    return category


def change_category(category_id: int, shelf: Shelf, *, admin_id: int) -> Category:
    """Another name, address or parent; the address it had leads to the new one.

    Below another parent, or as food, its products need other permits. Raises NotFound, OwnTrade, ShelfTaken, BadParent.
    """
    rows = queries.lock_categories()
    category = _in(rows, category_id)
    wanted = asdict(shelf)
    changed = [name for name, value in wanted.items() if getattr(category, name) != value]
    if not changed:
        return category
    if not {"parent_id", "is_food"}.isdisjoint(changed):
        check_sells_nothing(admin_id)
    _check_free(rows, shelf, category)
    _check_parent(rows, shelf.parent_id, category)
    if shelf.slug != category.slug:
        _keep_address(category, shelf.slug)
    for name, value in wanted.items():
        setattr(category, name, value)
    session.flush()
    _renumber(rows)
    audit.record("category.changed", category, fields=changed)
    emit("category.changed", category_id=category.id)
    return category


def move_category(category_id: int, *, to: int) -> Category:
    """Put it at a place among those it stands beside, 0 for the first. Raises NotFound."""
    rows = queries.lock_categories()
    category = _in(rows, category_id)
    beside = [each for each in rows if each.parent_id == category.parent_id and each.archived_at is None]
    if beside.index(category) != min(max(to, 0), len(beside) - 1):
        beside.remove(category)
        beside.insert(max(to, 0), category)
        others = [each for each in rows if each not in beside]
        _renumber([*beside, *others])
        audit.record("category.moved", category, to=beside.index(category))
    return category


def archive_category(category_id: int) -> Category:
    """Nobody lists there any more; one that is archived stays so. Raises NotFound, NotEmpty."""
    rows = queries.lock_categories()
    category = next((each for each in rows if each.id == category_id), None)
    if category is None:
        raise NotFound
    if category.archived_at is None:
        has_children = any(each.parent_id == category.id and each.archived_at is None for each in rows)
        if has_children or queries.holds_products(category.id):
            raise NotEmpty
        category.archived_at = now()
        audit.record("category.archived", category, slug=category.slug)
    return category


def set_permits(category_id: int, effects: Mapping[int, Effect | None], *, admin_id: int) -> None:
    """Which permits its products need whatever else they are, and which they do not. Raises OwnTrade, NotFound."""
    check_sells_nothing(admin_id)
    requirements.set_effects(queries.get_category(category_id).id, effects)


def _in(rows: Sequence[Category], category_id: int) -> Category:
    for each in rows:
        if each.id == category_id and each.archived_at is None:
            return each
    raise NotFound


def _check_free(rows: Sequence[Category], shelf: Shelf, category: Category | None) -> None:
    """An address belongs to one category for ever, and a name to one of those that are there."""
    former = queries.find_former(shelf.slug)
    is_former_of_another = former is not None and (category is None or former.category_id != category.id)
    others = [each for each in rows if each is not category]
    is_there = any(each.slug == shelf.slug for each in others)
    is_named = any(each.name.casefold() == shelf.name.casefold() and each.archived_at is None for each in others)
    if is_former_of_another or is_there or is_named:
        raise ShelfTaken


def _check_parent(rows: Sequence[Category], parent_id: int | None, category: Category | None) -> None:
    """Two levels: a parent stands at the top, and what has something below it stays there."""
    if parent_id is None:
        return
    parent = _in(rows, parent_id)
    has_children = category is not None and any(each.parent_id == category.id for each in rows)
    if parent is category or parent.parent_id is not None or has_children:
        raise BadParent


def _keep_address(category: Category, wanted: str) -> None:
    former = queries.find_former(wanted)
    if former is not None:
        session.delete(former)
    session.add(CategorySlug(slug=category.slug, category_id=category.id))


def _renumber(rows: Sequence[Category]) -> None:
    """Each behind the one before, those below a category right after it: lists need no tree to be in its order."""
    ordered = [row for top in rows if top.parent_id is None for row in (top, *_below(rows, top))]
    for position, row in enumerate(ordered):
        row.position = position


def _below(rows: Sequence[Category], top: Category) -> list[Category]:
    return [row for row in rows if row.parent_id == top.id]
