"""The choices of a product: which axes, then one row for each combination."""

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from app.catalog import grid, pages, rules
from app.catalog.commands import variants as variant_commands
from app.catalog.errors import BadChoices
from app.catalog.forms import grid as grid_form
from app.catalog.forms.grid import Table
from app.catalog.queries import own as own_queries
from app.crypto import fingerprint
from app.db import transaction
from app.i18n import _, lazy_gettext
from app.models.catalog import Product
from app.web.error_pages import on_error_show
from app.web.guards import SELLING, TEAM, Helpers, seller_blueprint

bp = seller_blueprint("catalog_seller_variants", __name__, readers=TEAM, writers=SELLING, helpers=Helpers.MAY)

WAITING = lazy_gettext("Disimpan. Pilihan baru kami lihat dulu; pembeli tetap melihat pilihan yang lama.")


@bp.get("/produk/<int:product_id>/pilihan")
def axes(product_id: int) -> str:
    """Up to two choices with their values."""
    product = own_queries.get_own_product(product_id, pages.seller_id())
    return _axes_page(product)


@bp.get("/produk/<int:product_id>/pilihan/tabel")
def table(product_id: int) -> str | tuple[str, int]:
    """One row for each combination of the values in the address; nothing is kept yet."""
    product = own_queries.get_own_product(product_id, pages.seller_id())
    try:
        read = grid_form.read_axes(request.args)
    except BadChoices as error:
        return _axes_page(product, error=str(error.message)), 422
    return _table_page(product, grid_form.fill(read, grid.table_of(product)[1]))


@bp.post("/produk/<int:product_id>/pilihan/tabel")
def save(product_id: int) -> Response | str | tuple[str, int]:
    """Keep the table."""
    seller_id = pages.seller_id()
    product = own_queries.get_own_product(product_id, seller_id)
    try:
        read = grid_form.read_axes(request.form)
    except BadChoices as error:
        return _axes_page(product, error=str(error.message)), 422
    rows = grid_form.read_rows(read, request.form)
    if read.errors:
        return _table_page(product, read), 422
    on_error_show(lambda: _table_page(own_queries.get_own_product(product_id, seller_id), read))
    with transaction():
        product = variant_commands.set_variants(
            product_id, seller_id=seller_id, axes=read.axes, rows=rows, seen=request.form.get("dilihat", "")
        )
        waits = product.choices_waiting is not None
    flash(WAITING if waits else _("Pilihan, harga, dan stok disimpan."), "success")
    return redirect(url_for("catalog_seller.show", product_id=product_id), 303)


def _axes_page(product: Product, *, error: str = "") -> str:
    axes, rows = grid.table_of(product)
    names, keys = (axes.option1_name, axes.option2_name), [row.key for row in rows]
    texts = [", ".join(dict.fromkeys(key[axis] for key in keys if key[axis])) for axis in (0, 1)]
    now = {f"nama{axis + 1}": names[axis] for axis in (0, 1)} | {f"nilai{axis + 1}": texts[axis] for axis in (0, 1)}
    return pages.render(
        "catalog/seller/axes.html",
        product=product,
        typed=now | {name: request.values[name] for name in now if name in request.values},
        error=error,
        most=rules.MOST_COMBINATIONS,
    )


def _table_page(product: Product, read: Table) -> str:
    return pages.render(
        "catalog/seller/table.html",
        product=product,
        table=read,
        gone=[row for row in grid.rows_of(product) if row.key not in read.combinations and row.label],
        new={place for place, key in enumerate(read.combinations) if key not in {r.key for r in grid.rows_of(product)}},
        seen=fingerprint(grid.as_shown(product)),
    )
