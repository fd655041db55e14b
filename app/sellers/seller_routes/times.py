"""When the shop is open, and when it is away."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.clock import JAKARTA, now
from app.db import transaction
from app.i18n import _
from app.models.seller import HolidayOrders, Seller
from app.sellers.commands import holidays
from app.sellers.commands import profile as profile_commands
from app.sellers.forms.times import HolidayForm, HoursForm
from app.sellers.queries import shops as queries
from app.web.error_pages import on_error_show
from app.web.guards import SELLING, TEAM, Helpers, current_membership, seller_blueprint

bp = seller_blueprint("sellers_seller_times", __name__, readers=TEAM, writers=SELLING, helpers=Helpers.MAY)


@bp.get("/toko/jam")
def hours() -> str:
    """The week."""
    return _hours_page(HoursForm.of(_own_shop()))


@bp.post("/toko/jam")
def set_hours() -> Response | tuple[str, int]:
    """Another week."""
    form = HoursForm()
    if not form.validate():
        return _hours_page(form), 422
    with transaction():
        profile_commands.set_hours(current_membership().seller_id, form.hours())
    flash(_("Jam buka disimpan."), "success")
    return redirect(url_for(".hours"), 303)


@bp.get("/toko/libur")
def holiday() -> str:
    """The holiday of the shop, and the form for one."""
    return _holiday_page(_form_of(_own_shop()))


@bp.post("/toko/libur")
def announce() -> Response | tuple[str, int]:
    """Go away for a while."""
    form = HolidayForm()
    if not form.validate():
        return _holiday_page(form), 422
    on_error_show(lambda: _holiday_page(form))
    wanted = holidays.Holiday(
        form.first_day.data, form.back_on.data, HolidayOrders(form.orders.data), form.message.data
    )
    with transaction():
        holidays.announce_holiday(current_membership().seller_id, wanted)
    flash(_("Libur disimpan. Toko buka lagi dengan sendirinya pada harinya."), "success")
    return redirect(url_for(".holiday"), 303)


@bp.post("/toko/libur/selesai")
def end() -> Response:
    """Be back now."""
    with transaction():
        holidays.end_holiday(current_membership().seller_id)
    flash(_("Toko tidak libur."), "success")
    return redirect(url_for(".holiday"), 303)


def _own_shop() -> Seller:
    return queries.get_own_shop(current_membership().seller_id)


def _form_of(seller: Seller) -> HolidayForm:
    if seller.holiday_from is None or seller.holiday_until is None or seller.holiday_until <= now():
        return HolidayForm(formdata=None)
    return HolidayForm(
        formdata=None,
        data={
            "first_day": seller.holiday_from.astimezone(JAKARTA).date(),
            "back_on": seller.holiday_until.astimezone(JAKARTA).date(),
            "orders": seller.holiday_orders,
            "message": seller.holiday_message,
        },
    )


def _hours_page(form: HoursForm) -> str:
    return render_template("sellers/seller/hours.html", form=form, may_change=_may_change())


def _holiday_page(form: HolidayForm) -> str:
    seller = _own_shop()
    return render_template(
        "sellers/seller/holiday.html",
        form=form,
        seller=seller,
        due=queries.orders_due_away(seller),
        moment=now(),
        may_change=_may_change(),
    )


def _may_change() -> bool:
    return current_membership().role in SELLING
