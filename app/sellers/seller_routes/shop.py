"""The shop as its buyers see it: slogan, story, phone, logo, banner, policies."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.db import session, transaction
from app.errors import DomainError
from app.i18n import _
from app.media import commands as media
from app.sellers.commands import profile as profile_commands
from app.sellers.forms.policies import PoliciesForm
from app.sellers.forms.profile import PhoneForm, ProfileForm
from app.sellers.queries import shops as queries
from app.web.error_pages import on_error_show
from app.web.guards import OWNERS, SELLING, TEAM, Helpers, current_membership, seller_blueprint
from app.web.limits import limit_forms
from app.web.uploads import received, takes_files

bp = seller_blueprint("sellers_seller", __name__, readers=TEAM, writers=SELLING, helpers=Helpers.MAY)

PICTURE_MEGABYTES = 32


@bp.route("/toko", methods=["GET", "POST"])
def shop() -> Response | str | tuple[str, int]:
    """What buyers read; the phone is the owner's to change."""
    seller = queries.get_own_shop(current_membership().seller_id)
    form, phone = ProfileForm(obj=seller), PhoneForm(obj=seller)
    is_owner = current_membership().role in OWNERS
    is_whole = form.validate_on_submit()
    if is_owner and form.is_submitted():
        is_whole = phone.validate() and is_whole
    if not is_whole:
        page = _page(form, phone)
        return (page, 422) if request.method == "POST" else page
    assert form.handling_days.data is not None, "needed"
    profile = profile_commands.Profile(
        slogan=" ".join((form.slogan.data or "").split()),
        story=(form.story.data or "").replace("\r\n", "\n").strip(),
        handling_days=form.handling_days.data,
    )
    with transaction():
        profile_commands.change_profile(seller.id, profile)
        if is_owner and phone.phone.data:
            profile_commands.change_phone(seller.id, phone.phone.data)
    flash(_("Keterangan toko disimpan."), "success")
    return redirect(url_for(".shop"), 303)


@bp.post("/toko/<any(logo, banner):place>")
@takes_files(megabytes=PICTURE_MEGABYTES)
@limit_forms
def set_picture(place: str) -> Response:
    """Take in a logo or a banner."""
    on_error_show(_page_as_it_is)
    files = received("picture", most=1)
    if not files:
        raise DomainError(_("Pilih dulu gambarnya."))
    session.rollback()  # nothing is open while pictures are looked at
    source_name = media.store_original(files[0])
    with transaction():
        profile_commands.set_picture(
            current_membership().seller_id, profile_commands.Place(place), source_name=source_name
        )
    flash(_("Gambar masuk dan sedang disiapkan."), "success")
    return redirect(url_for(".shop"), 303)


@bp.post("/toko/<any(logo, banner):place>/hapus")
def remove_picture(place: str) -> Response:
    """No logo or banner any more."""
    with transaction():
        profile_commands.remove_picture(current_membership().seller_id, profile_commands.Place(place))
    flash(_("Gambar dihapus."), "success")
    return redirect(url_for(".shop"), 303)


@bp.route("/toko/kebijakan", methods=["GET", "POST"])
def policies() -> Response | str | tuple[str, int]:
    """What the shop promises about shipping, returns and what it makes to order."""
    seller = queries.get_own_shop(current_membership().seller_id)
    form = PoliciesForm(obj=seller)
    if not form.validate_on_submit():
        page = render_template("sellers/seller/policies.html", form=form, may_change=_may_change())
        return (page, 422) if form.is_submitted() else page
    words = {name: field.data for name, field in form._fields.items() if name != "csrf_token"}
    with transaction():
        profile_commands.change_policies(seller.id, profile_commands.Policies(**words))
    flash(_("Kebijakan toko disimpan."), "success")
    return redirect(url_for(".policies"), 303)


def _page_as_it_is() -> str:
    seller = queries.get_own_shop(current_membership().seller_id)
    return _page(ProfileForm(formdata=None, obj=seller), PhoneForm(formdata=None, obj=seller))


def _page(form: ProfileForm, phone: PhoneForm) -> str:
    return render_template(
        "sellers/seller/shop.html",
        seller=queries.get_own_shop(current_membership().seller_id),
        form=form,
        phone=phone,
        is_owner=current_membership().role in OWNERS,
        may_change=_may_change(),
    )


def _may_change() -> bool:
    return current_membership().role in SELLING
