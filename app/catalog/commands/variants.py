"""The choices of a product: combinations come and go, those that stay keep their rows."""

from collections.abc import Sequence
from dataclasses import replace

from app import audit
from app.catalog import rules, stock
from app.catalog.commands import cases
from app.catalog.commands.choices import add_rows, change_present, put_table, with_codes
from app.catalog.commands.products import check_choices
from app.catalog.commands.standing import look_at_choices
from app.catalog.errors import BadChoices, ChangedMeanwhile, SkuTaken
from app.catalog.grid import Axes, Row, as_kept, as_shown, axes_of, choices_of, rows_of, table_of, words_of
from app.catalog.queries import own as own_queries
from app.catalog.queries.cases import is_looked_at_first
from app.catalog.queries.risks import RiskKind
from app.catalog.queries.words import words_in_force
from app.crypto import fingerprint
from app.i18n import _
from app.models.catalog import Product
from app.outbox import emit


def set_variants(product_id: int, *, seller_id: int, axes: Axes, rows: Sequence[Row], seen: str) -> Product:
    """Let a product have exactly these combinations; those it had and has not any more are archived.

    New words of what buyers know may wait for a reviewer, with the whole table, while prices and counts change at once.
    `seen` is the fingerprint of the table that was shown. Raises NotFound, BadChoices, SkuTaken, ChoicePromised,
    StockTooLow, ChangedMeanwhile, ProhibitedGoods.
    """
    own_queries.lock_shop(seller_id)
    product = own_queries.lock_own_product(product_id, seller_id)
    stock.lock_items(variant.id for variant in product.variants)
    _check(axes, rows)
    wanted = _with_skus(product, rows)
    if (axes, wanted) == table_of(product):
        return product
    if fingerprint(as_shown(product)) != seen:
        raise ChangedMeanwhile
    choices = words_of(axes, wanted)
    check_choices(words_in_force(), choices, product)
    if _is_looked_at_first(product, choices):
        archived: list[int] = []
        change_present(product, wanted)
        _let_wait(product, axes, wanted)
    else:
        look_at_choices(product, choices)
        product.choices_waiting = None
        archived = put_table(product, axes, wanted)
        cases.follow_waiting(product)
    audit.record("product.variants_changed", product, count=len(wanted), archived=archived)
    emit("product.changed", product_id=product.id)
    return product


def add_choices(product: Product, new: Sequence[Row]) -> None:
    """New combinations behind those of a locked product; what buyers know may have them looked at first.

    Those that wait already wait as they are given now. None wait under other axes.
    """
    choices, axes = words_of(Axes(), new), axes_of(product)
    if product.choices_waiting is not None or _is_looked_at_first(product, choices):
        wanted = {row.key: row for row in (*table_of(product)[1], *new)}
        _let_wait(product, axes, list(wanted.values()))
        return
    look_at_choices(product, choices)
    last = max((variant.position for variant in product.variants), default=-1)
    add_rows(product, [(row, last + place) for place, row in enumerate(new, 1)])


def _let_wait(product: Product, axes: Axes, rows: Sequence[Row]) -> None:
    """A reviewer looks at this table before buyers choose from it."""
    product.choices_waiting = as_kept(axes, rows)
    cases.ask_about(product, RiskKind.CHOICES)


def _is_looked_at_first(product: Product, choices: Sequence[str]) -> bool:
    return not set(choices) <= set(choices_of(product)) and is_looked_at_first(product)


def _check(axes: Axes, rows: Sequence[Row]) -> None:
    folded = {(row.option1_value.casefold(), row.option2_value.casefold()) for row in rows}
    fits = all(
        bool(row.option1_value) == bool(axes.option1_name) and bool(row.option2_value) == bool(axes.option2_name)
        for row in rows
    )
    if not 1 <= len(rows) <= rules.MOST_COMBINATIONS or len(folded) != len(rows) or not fits:
        raise BadChoices(_("Pilihan ini tidak cocok satu sama lain. Susun ulang nama dan nilainya."))
    if axes.option2_name and not axes.option1_name:
        raise BadChoices(_("Isi pilihan pertama dulu."))


def _with_skus(product: Product, rows: Sequence[Row]) -> list[Row]:
    """Every row with a code: the one typed, the one it has, or a new one. Raises SkuTaken."""
    has = {row.key: row.sku for row in rows_of(product)}
    named = [replace(row, sku=row.sku or has.get(row.key, "")) for row in rows]
    typed = [row.sku for row in named if row.sku]
    elsewhere = own_queries.skus_of_shop(product.seller_id, besides_product_id=product.id)
    for place, sku in enumerate(typed):
        if sku in elsewhere or sku in typed[:place] or _belongs_to_one_that_goes(sku, has, named):
            raise SkuTaken(sku=sku)
    return with_codes(product, named, elsewhere)


def _belongs_to_one_that_goes(sku: str, has: dict[tuple[str, str], str], rows: Sequence[Row]) -> bool:
    """An archived variant keeps its code, and codes are unique."""
    stays = {row.key for row in rows}
    return any(code == sku for key, code in has.items() if key not in stays)
