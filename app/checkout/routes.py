"""The page before paying: where to, how, how much."""

import re
import secrets

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from app.accounts.queries import accounts
from app.cart.queries import Holder
from app.checkout import commands, rules
from app.checkout.queries import plan_for
from app.clock import now
from app.db import transaction
from app.errors import DomainError, NotAllowed
from app.i18n import _
from app.money import LARGEST_AMOUNT
from app.regions import queries as regions
from app.shipping.queries.ways import is_key
from app.vouchers import queries as vouchers
from app.vouchers.errors import UnknownVoucher
from app.vouchers.rules import fold_code, is_code
from app.web.error_pages import on_error_show
from app.web.fields import parse_whole
from app.web.limits import VOUCHER_TRIES, limiter, voucher_tries_per_person, was_a_wrong_guess, who_guesses

bp = Blueprint("checkout", __name__, url_prefix="/checkout")

KEY = re.compile(r"[A-Za-z0-9_-]{16,64}", re.ASCII)
LARGEST_KEY = 10**15
LONGEST_NOTE = 200
LONGEST_CODE = 100

limit_guesses = limiter.shared_limit(
    voucher_tries_per_person,
    VOUCHER_TRIES,
    key_func=who_guesses,
    exempt_when=lambda: not _code(),
    deduct_when=was_a_wrong_guess,
)


@bp.get("")
@limit_guesses
@login_required
def show() -> Response | str:
    """The plan of the order; changing address or shipping is a GET of this page."""
    if not current_user.is_confirmed:
        return render_template("checkout/confirm_first.html")
    if not accounts.addresses_of(current_user.id):
        return redirect(url_for("addresses.add", lanjut=url_for(".show")), 303)
    return _page()


@bp.post("")
@limit_guesses
@login_required
def place() -> Response | tuple[str, int]:
    """Place the order once."""
    if not current_user.is_confirmed:
        raise NotAllowed
    on_error_show(_page)
    wish = _wish()
    buyer = commands.Buyer(current_user.id, current_user.name, current_user.email)
    with transaction():
        group = commands.place_order(buyer, wish)
    return redirect(url_for("payments.show", number=group.number), 303)


def _page() -> str:
    kept = accounts.addresses_of(current_user.id)
    places = regions.districts(address.district_code for address in kept)
    wanted = parse_whole(request.values.get("alamat", ""), lowest=1, highest=LARGEST_KEY)
    address = next((address for address in kept if address.id == wanted), kept[0] if kept else None)
    plan = None
    if address is not None:
        plan = plan_for(Holder(user_id=current_user.id), place=places[address.district_code], methods=_methods())
        plan = _with_voucher(plan)
    return render_template(
        "checkout/show.html",
        addresses=kept,
        places=places,
        address=address,
        plan=plan,
        notes=_notes(),
        code=_code(),
        checkout_key=secrets.token_urlsafe(24),
    )


def _with_voucher(plan: rules.Plan) -> rules.Plan:
    code = _code()
    if not code:
        return plan
    found = vouchers.find_voucher(code, buyer_id=current_user.id) if is_code(code) else None
    plan = rules.with_voucher(plan, found, now())
    g.guessed_wrong = isinstance(plan.voucher_refusal, UnknownVoucher)
    return plan


def _code() -> str:
    return fold_code(request.values.get("kode", "")[:LONGEST_CODE])


def _wish() -> commands.Wish:
    key = request.form.get("checkout_key", "")
    expected_total = parse_whole(request.form.get("expected_total", ""), lowest=1, highest=LARGEST_AMOUNT)
    address_id = parse_whole(request.form.get("alamat", ""), lowest=1, highest=LARGEST_KEY)
    if not KEY.fullmatch(key) or expected_total is None or address_id is None:
        raise DomainError(_("Formulir pesanan tidak lengkap. Periksa lagi lalu kirim."))
    notes = _notes()
    if any(len(note) > LONGEST_NOTE for note in notes.values()):
        raise DomainError(_("Catatan untuk penjual paling panjang 200 huruf."))
    return commands.Wish(key, expected_total, address_id, _methods(), notes, _code())


def _methods() -> dict[int, str]:
    return {key: text for key, text in _by_seller("kirim-").items() if is_key(text)}


def _notes() -> dict[int, str]:
    return {key: text.strip() for key, text in _by_seller("catatan-").items()}


def _by_seller(prefix: str) -> dict[int, str]:
    texts = {}
    for name, text in request.values.items():
        seller_id = parse_whole(name.removeprefix(prefix), lowest=1, highest=LARGEST_KEY)
        if name.startswith(prefix) and seller_id is not None:
            texts[seller_id] = text
    return texts
