"""The cart's page."""

import secrets

from flask import Blueprint, Flask, flash, redirect, render_template, request, session, url_for
from flask_login import current_user, user_logged_in
from werkzeug.wrappers import Response

from app import tally
from app.cart import commands, queries
from app.cart.queries import Holder
from app.db import transaction
from app.errors import DomainError
from app.i18n import _
from app.models.cart import LARGEST_QUANTITY
from app.tally import people
from app.web.csrf import has_session
from app.web.error_pages import on_error_show
from app.web.fields import parse_whole
from app.web.identity import SignedIn
from app.web.limits import forms_per_address, limiter
from app.web.visitors import who_asks, works_for

bp = Blueprint("cart", __name__, url_prefix="/keranjang")

TOKEN = "cart"  # noqa: S105 - the key in the signed cookie
LARGEST_KEY = 10**15


@bp.get("")
def show() -> str:
    """Everything in the cart, by shop."""
    return _page()


@bp.post("")
@limiter.limit(forms_per_address, exempt_when=lambda: _holder() is not None)
def add() -> Response | tuple[str, int]:
    """Put pieces of a variant in."""
    on_error_show(_page)
    variant_id = parse_whole(request.form.get("variant_id", ""), lowest=1, highest=LARGEST_KEY)
    quantity = parse_whole(request.form.get("quantity", ""), lowest=1, highest=LARGEST_QUANTITY)
    if variant_id is None:
        raise DomainError(_("Pilih dahulu barangnya."))
    if quantity is None:
        raise DomainError(_("Jumlah harus bilangan bulat dari 1 sampai 999."))
    found_by = request.form.get("found_by", "")
    holder = _holder() or _new_holder()
    with transaction():
        added = commands.add(
            holder,
            variant_id=variant_id,
            quantity=quantity,
            found_by=found_by if tally.may_be_kept(found_by) else None,
        )
    if not works_for(added.seller_id) and people.is_first_time(who_asks(), ("carted", added.product_id)):
        tally.count_carted(added.product_id)
    if holder.token:
        session[TOKEN] = holder.token
        session.permanent = True
    flash(_("Barang sudah masuk keranjang."), "success")
    return redirect(url_for(".show"), 303)


@bp.post("/ubah")
def update() -> Response | tuple[str, int]:
    """Change quantities; zero takes a line out."""
    on_error_show(_page)
    holder = _holder()
    if holder is not None:
        quantities = _quantities()
        with transaction():
            commands.change_quantities(holder, quantities)
    return redirect(url_for(".show"), 303)


def merge_on_sign_in(_sender: Flask, user: SignedIn) -> None:
    """What the browser collected before signing in joins the person's cart."""
    if session.get(TOKEN):
        with transaction():
            commands.merge(session[TOKEN], user_id=user.id)
        session.pop(TOKEN)


user_logged_in.connect(merge_on_sign_in)


def _holder() -> Holder | None:
    if not has_session():
        return None
    if current_user.is_authenticated:
        return Holder(user_id=current_user.id)
    return Holder(token=session[TOKEN]) if session.get(TOKEN) else None


def _new_holder() -> Holder:
    return Holder(token=secrets.token_urlsafe(24))


def _quantities() -> dict[int, int]:
    quantities = {}
    for name, text in request.form.items():
        line_id = parse_whole(name.removeprefix("q-"), lowest=1, highest=LARGEST_KEY)
        if not name.startswith("q-") or line_id is None:
            continue
        quantity = parse_whole(text, lowest=0, highest=LARGEST_QUANTITY)
        if quantity is None:
            raise DomainError(_("Jumlah harus bilangan bulat dari 0 sampai 999."))
        quantities[line_id] = quantity
    removed = parse_whole(request.form.get("hapus", ""), lowest=1, highest=LARGEST_KEY)
    return quantities | ({removed: 0} if removed else {})


def _page() -> str:
    holder = _holder()
    lines = queries.lines_of(holder) if holder else []
    shops = queries.by_seller(lines)
    return render_template(
        "cart/show.html",
        shops=shops,
        total=sum(line.amount for line in lines),
        weights={key: sum(line.weight_grams * line.quantity for line in group) for key, group in shops.items()},
        holidays={
            key: queries.coming_holiday([each for each in group if each.is_on_sale]) for key, group in shops.items()
        },
        can_order=bool(lines) and all(line.can_be_bought for line in lines),
    )
