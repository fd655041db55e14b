"""Many orders at once: accept, pack, send with a sheet of tracking numbers."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from app.errors import DomainError
from app.i18n import _
from app.orders import commands, desk, pages, sheet, worklist
from app.orders.sheet import Label
from app.web.batches import chosen_ids, ids_of_fields, run_each
from app.web.error_pages import on_error_show
from app.web.guards import SERVING, Helpers, current_membership, seller_blueprint
from app.web.uploads import received_text

bp = seller_blueprint("orders_seller_desk", __name__, readers=SERVING, writers=SERVING, helpers=Helpers.MAY)

LARGEST_FILE = 200_000
PAPERS = {
    "ambil": "orders_seller_papers.pick_list",
    "label": "orders_seller_papers.labels",
    "surat": "orders_seller_papers.packing_slips",
}


@bp.post("/pesanan/terima")
def accept() -> Response | tuple[str, int]:
    """Accept every order that is ticked."""
    done = _("%(count)s pesanan diterima. Siapkan kirimannya.")
    return _run(commands.accept_order, tab="baru", done=done)


@bp.post("/pesanan/kemas")
def pack() -> Response | tuple[str, int]:
    """Every order that is ticked stands packed."""
    return _run(desk.pack_order, tab="kemas", done=_("%(count)s pesanan sudah dikemas. Tinggal dikirim."))


@bp.post("/pesanan/cetak")
def print_for() -> Response:
    """To the paper for the orders that are ticked."""
    order_ids = chosen_ids("pesanan", most=worklist.MOST_AT_ONCE)
    worklist.chosen_orders(current_membership().seller_id, order_ids)
    paper = PAPERS.get(request.form.get("kertas", ""), PAPERS["ambil"])
    return redirect(url_for(paper, pesanan=order_ids), 303)


@bp.get("/pesanan/kirim")
def show_sheet() -> str:
    """All accepted orders with room for a courier and a tracking number each."""
    return pages.sheet_page({})


@bp.post("/pesanan/kirim")
def send_sheet() -> Response | tuple[str, int]:
    """Send every order for which a number was typed."""
    courier = request.form.get("kurir", "")
    labels = {
        order_id: Label(
            courier=request.form.get(f"kurir-{order_id}", "").strip() or courier.strip(),
            tracking_number=request.form.get(f"resi-{order_id}", "").strip(),
            is_handed_over=f"serah-{order_id}" in request.form,
        )
        for prefix in ("resi", "serah")
        for order_id in ids_of_fields(prefix, most=worklist.MOST_AT_ONCE * 2)
    }
    worklist.chosen_orders(current_membership().seller_id, labels)
    refused = _send({order_id: label for order_id, label in labels.items() if not label.is_empty})
    if refused:
        return pages.sheet_page(refused), 422
    return redirect(url_for("orders_seller.index", status="dikirim"), 303)


@bp.post("/pesanan/resi")
def send_list() -> Response | tuple[str, int]:
    """Send every order that a pasted list or a file names."""
    text = request.form.get("daftar", "")
    on_error_show(lambda: pages.sheet_page({}, pasted=text))
    text = f"{text}\n{received_text('berkas', most_bytes=LARGEST_FILE)}".strip()
    by_number = sheet.read_lines(text, courier=request.form.get("kurir", "").strip())
    if not by_number:
        raise DomainError(_("Tidak ada baris yang dapat dibaca. Tulis nomor pesanan, lalu nomor resi, satu per baris."))
    ids = worklist.ids_by_number(current_membership().seller_id, by_number)
    refused = _send({order_id: by_number[number] for number, order_id in ids.items()})
    names = {order_id: number for number, order_id in ids.items()}
    unread = {number: _("Tidak ada pesanan bernomor ini di toko Anda.") for number in by_number if number not in ids}
    unread |= {names[order_id]: label.error for order_id, label in refused.items()}
    if unread:
        lines = "\n".join(
            f"{number};{by_number[number].tracking_number};{by_number[number].courier}" for number in unread
        )
        return pages.sheet_page({}, pasted=lines, unread=unread), 422
    return redirect(url_for("orders_seller.index", status="dikirim"), 303)


def _run(command: Callable[..., object], *, tab: str, done: str) -> Response | tuple[str, int]:
    """One command for every order that is ticked. Raises NotFound when one of them is somebody else's."""
    seller_id = current_membership().seller_id
    on_error_show(lambda: pages.orders_page(tab))
    order_ids = chosen_ids("pesanan", most=worklist.MOST_AT_ONCE)
    if not order_ids:
        raise DomainError(_("Centang dulu paling sedikit satu pesanan."))
    orders = worklist.chosen_orders(seller_id, order_ids)
    refused = run_each([order.id for order in orders], lambda order_id: command(order_id, seller_id=seller_id))
    if len(refused) < len(order_ids):
        flash(done % {"count": len(order_ids) - len(refused)}, "success")
    if refused:
        return pages.orders_page(tab, refused), 422
    return redirect(url_for("orders_seller.index", status=tab), 303)


def _send(labels: Mapping[int, Label]) -> dict[int, Label]:
    """Send these orders, each by itself; returns the labels that were refused, with the reason."""
    seller_id = current_membership().seller_id
    orders = worklist.chosen_orders(seller_id, labels)
    read = {order.id: sheet.checked(order, labels[order.id]) for order in orders}
    good = {order_id: label for order_id, label in read.items() if not label.error}

    def send(order_id: int) -> object:
        label = good[order_id]
        return commands.ship_order(
            order_id, seller_id=seller_id, courier=label.courier, tracking_number=label.tracking_number
        )

    refused = run_each(good, send)
    if len(refused) < len(good):
        flash(_("%(count)s pesanan dikirim. Pembelinya mendapat surat.", count=len(good) - len(refused)), "success")
    bad = {order_id: label for order_id, label in read.items() if label.error}
    return bad | {order_id: replace(good[order_id], error=sentence) for order_id, sentence in refused.items()}
