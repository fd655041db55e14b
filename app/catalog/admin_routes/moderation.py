"""Listings that a person looks at: the queue, one case beside what buyers read, decisions and appeals."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.catalog.commands import cases as commands
from app.catalog.forms.review import NoteForm, RejectionForm
from app.catalog.queries import cases as queries
from app.catalog.queries import on_sale as catalog
from app.catalog.queries.matters import matter_of, said_names
from app.catalog.queries.reasons import reasons_with
from app.catalog.queries.risks import hits_of, missing_permits, read_risk
from app.clock import now
from app.db import transaction
from app.i18n import _, lazy_gettext
from app.models.moderation import CaseStatus, ModerationCase
from app.models.requirement import AnswerKind, ReadyAnswer
from app.regions import queries as regions
from app.requirements import queries as requirements
from app.sellers.queries.standing import is_involved
from app.sellers.rules import Clock, clock_since
from app.settings import setting
from app.web.batches import run_chosen
from app.web.error_pages import on_error_show
from app.web.guards import admin_blueprint
from app.web.pagination import Page, offset_of, page_number_of
from app.web.ready import takes_ready_words

bp = admin_blueprint("moderation_admin", __name__, needs="reviewer")

SIZE = 12  # each with everything that is decided, in a page of at most 20 KB
TABS = {
    "": queries.OPEN,
    "baru": frozenset({CaseStatus.WAITING}),
    "keberatan": frozenset({CaseStatus.APPEALED}),
    "ditolak": queries.REFUSED,
    "disetujui": queries.LET_GO,
}
TITLES = {
    "": lazy_gettext("Menunggu"),
    "baru": lazy_gettext("Baru"),
    "keberatan": lazy_gettext("Keberatan"),
    "ditolak": lazy_gettext("Ditolak"),
    "disetujui": lazy_gettext("Disetujui"),
}


@bp.get("/moderasi")
def index() -> str:
    """What waits, the one that is due first on top; or what was decided. Perhaps of one kabupaten or kecamatan."""
    return _index({})


@bp.post("/moderasi/setujui")
def approve_many() -> Response | tuple[str, int]:
    """Let buyers read the chosen ones that the list showed whole, each by itself; the others say why not."""

    def let_go(case_id: int) -> None:
        commands.approve_from_list(case_id, admin_id=current_user.id, seen=_seen_in_row(case_id))

    return _each(let_go, done=_("%(count)s produk disetujui. Penjualnya mendapat surat."))


@bp.post("/moderasi/tolak")
def reject_many() -> Response | str | tuple[str, int]:
    """Say no to the chosen ones for the same reasons, each by itself; or put words kept ready into the form."""
    form = RejectionForm(prefix="tolak")
    if takes_ready_words(form.note, _ready()):
        return _index({}, rejection=form)
    if not form.validate_on_submit():
        return _index({}, rejection=form), 422

    def refuse(case_id: int) -> None:
        commands.reject(
            case_id,
            admin_id=current_user.id,
            reason_codes=form.reasons.data,
            note=form.note.data,
            seen=_seen_in_row(case_id),
        )

    return _each(refuse, done=_("%(count)s produk ditolak. Penjualnya membaca alasannya."))


@bp.get("/moderasi/<int:case_id>")
def show(case_id: int) -> Response | str:
    """One case: what it says beside what buyers read, why somebody looks, and the answers; or the one after it."""
    return _next(case_id) if "lewati" in request.args else _page(case_id)


@bp.post("/moderasi/<int:case_id>/setujui")
def approve(case_id: int) -> Response:
    """Let buyers read it."""
    on_error_show(lambda: _page(case_id))
    with transaction():
        commands.approve(case_id, admin_id=current_user.id, seen=_seen())
    flash(_("Disetujui. Penjual mendapat surat."), "success")
    return _next(case_id)


@bp.post("/moderasi/<int:case_id>/tolak")
def reject(case_id: int) -> Response | str | tuple[str, int]:
    """Say no, with reasons that tell the seller what to do; or put words that are kept ready into the form."""
    form = RejectionForm(prefix="tolak")
    if takes_ready_words(form.note, _ready()):
        return _page(case_id, rejection=form)
    if not form.validate_on_submit():
        return _page(case_id, rejection=form), 422
    on_error_show(lambda: _page(case_id, rejection=form))
    with transaction():
        commands.reject(
            case_id, admin_id=current_user.id, reason_codes=form.reasons.data, note=form.note.data, seen=_seen()
        )
    flash(_("Ditolak. Penjual membaca alasannya di surat dan di halaman produk."), "success")
    return _next(case_id)


@bp.post("/moderasi/<int:case_id>/tolak-bagian")
def refuse_parts(case_id: int) -> Response | tuple[str, int]:
    """Say no to some of the new photos and choices only."""
    form = RejectionForm(prefix="tolak")
    if not form.validate_on_submit():
        return _page(case_id, rejection=form), 422
    on_error_show(lambda: _page(case_id, rejection=form))
    with transaction():
        keys = request.form.getlist("bagian")
        answer = commands.refuse_parts(
            case_id,
            admin_id=current_user.id,
            keys=keys,
            reason_codes=form.reasons.data,
            note=form.note.data,
            seen=_seen(),
        )
        is_done = answer.id == case_id
    flash(_("Yang dicentang ditolak. Penjual membaca alasannya di surat dan di halaman produk."), "success")
    _narrowed, here = _filters()
    return _next(case_id) if is_done else redirect(url_for(".show", case_id=case_id, **here), 303)


@bp.post("/moderasi/<int:case_id>/keberatan/kabulkan")
def grant(case_id: int) -> Response | tuple[str, int]:
    """The appeal is right."""
    form = NoteForm(prefix="kabul")
    if not form.validate_on_submit():
        return _page(case_id, answer=form), 422
    on_error_show(lambda: _page(case_id, answer=form))
    with transaction():
        commands.grant(case_id, admin_id=current_user.id, note=form.note.data or "", seen=_seen())
    flash(_("Keberatan dikabulkan. Penjual mendapat surat."), "success")
    return _next(case_id)


@bp.post("/moderasi/<int:case_id>/keberatan/tolak")
def uphold(case_id: int) -> Response | tuple[str, int]:
    """The decision stands."""
    form = NoteForm(prefix="tetap")
    if not form.validate_on_submit():
        return _page(case_id, refusal=form), 422
    on_error_show(lambda: _page(case_id, refusal=form))
    with transaction():
        commands.uphold(case_id, admin_id=current_user.id, note=form.note.data or "")
    flash(_("Keberatan ditolak. Penjual mendapat surat."), "success")
    return _next(case_id)


@bp.get("/moderasi/produk/<int:product_id>/turunkan")
def ask(product_id: int) -> str:
    """Why a product on sale should go."""
    return _take_down_page(product_id, RejectionForm(formdata=None, prefix="turun"))


@bp.post("/moderasi/produk/<int:product_id>/turunkan")
def take_down(product_id: int) -> Response | tuple[str, int]:
    """Take it off sale."""
    form = RejectionForm(prefix="turun")
    if not form.validate_on_submit():
        return _take_down_page(product_id, form), 422
    on_error_show(lambda: _take_down_page(product_id, form))
    with transaction():
        case = commands.take_down(
            product_id, admin_id=current_user.id, reason_codes=form.reasons.data, note=form.note.data
        )
        case_id = case.id
    flash(_("Produk diturunkan. Penjual mendapat surat dan boleh berkeberatan satu kali."), "success")
    return redirect(url_for(".show", case_id=case_id), 303)


def _seen() -> str:
    """The mark of what the page of a case showed."""
    return request.form.get("dilihat", "")


def _seen_in_row(case_id: int) -> str:
    """The mark of what a row of the list showed."""
    return request.form.get(f"dilihat-{case_id}", "")


def _each(run: Callable[[int], None], *, done: str) -> Response | tuple[str, int]:
    """Do it with every chosen case; what was refused stays in the list with the reason."""
    refusals = run_chosen("kasus", run, most=SIZE, done=done)
    if refusals:
        return _index(refusals), 422
    _narrowed, here = _filters()
    return redirect(url_for(".index", hal=request.args.get("hal"), **here), 303)


def _index(refusals: dict[int, str], *, rejection: RejectionForm | None = None) -> str:
    filters, here = _filters()
    total = queries.count_cases(filters)
    number = page_number_of(request.args.get("hal"), total=total, size=SIZE)
    cases = queries.cases(filters, limit=SIZE, offset=offset_of(number, SIZE))
    rows = [(case, _clock(case), matter_of(case)) for case in cases]
    ticked = set() if refusals else set(request.form.getlist("kasus"))
    province, statuses = setting("PROVINCE_CODE"), filters.statuses
    return render_template(
        "catalog/admin/cases.html",
        page=Page(rows, total, number, SIZE),
        here=here,
        tabs=TITLES,
        places=regions.places_to_choose(province, queries.counts_by_district(statuses)),
        chosen={
            case.id for case, _age, matter in rows if str(case.id) in ticked and _seen_in_row(case.id) == matter.mark
        },
        refusals=refusals,
        left_out=queries.names_of(refusals.keys()) if refusals else {},
        ready=_ready(),
        rejection=rejection or RejectionForm(formdata=None, prefix="tolak"),
        read_risk=read_risk,
        **_names(),
    )


def _filters() -> tuple[queries.CaseFilter, dict[str, Any]]:
    """Which cases the admin goes through, and how an address says so."""
    tab = request.args.get("status", "") if request.args.get("status", "") in TABS else ""
    place = regions.known_code(setting("PROVINCE_CODE"), request.args.get("wilayah"))
    said = {"status": tab, "wilayah": place}
    return queries.CaseFilter(TABS[tab], place), {name: value for name, value in said.items() if value}


def _names() -> dict[str, Mapping[int, str] | Mapping[str, str]]:
    """How shelves and places are called."""
    return {
        "category_names": {each.id: each.name for each in catalog.categories()},
        "place_names": {**regions.regency_names(setting("PROVINCE_CODE")), **regions.province_names()},
    }


def _ready() -> Sequence[ReadyAnswer]:
    return requirements.answers_for(AnswerKind.LISTING_REJECTION)


def _clock(case: ModerationCase) -> Clock | None:
    """How long a case has been waiting for us; none when it is decided."""
    if case.status not in queries.OPEN:
        return None
    return replace(clock_since(case.appealed_at or case.submitted_at, now()), is_overdue=case.due_at < now())


def _next(case_id: int) -> Response:
    """On to what is due next among those that the admin goes through; back to the list when nothing is left."""
    filters, here = _filters()
    next_id = queries.next_case_id(filters, case_id)
    address = url_for(".show", case_id=next_id, **here) if next_id else url_for(".index", **here)
    return redirect(address, 303)


def _take_down_page(product_id: int, form: RejectionForm) -> str:
    product = queries.get_listed_product(product_id)
    return render_template("catalog/admin/take_down.html", product=product, form=form)


def _page(
    case_id: int,
    *,
    rejection: RejectionForm | None = None,
    answer: NoteForm | None = None,
    refusal: NoteForm | None = None,
) -> str:
    case = queries.get_case(case_id)
    product, matter = case.product, matter_of(case)
    _narrowed, here = _filters()
    is_waiting = case.status == CaseStatus.WAITING
    return render_template(
        "catalog/admin/case.html",
        case=case,
        clock=_clock(case),
        product=product,
        matter=matter,
        names=matter.names or said_names(matter.after),
        hits=hits_of(matter.after, matter.choices),
        permits=missing_permits(product.seller_id, matter.after),
        risks=[read_risk(code) for code in case.risks],
        reasons=reasons_with(case.reason_codes),
        pictures=queries.refused_pictures([case])[case.id],
        end=queries.end_of(case) if case.status == CaseStatus.WITHDRAWN else None,
        earlier=[each for each in queries.cases_of(product.id) if each.id != case.id],
        is_own=is_involved(current_user.id, product.seller_id),
        is_mine=case.decided_by_id == current_user.id,
        ticked=request.form.getlist("bagian"),
        here=here,
        ready=_ready() if is_waiting else [],
        rejection=rejection or (RejectionForm(formdata=None, prefix="tolak") if is_waiting else None),
        answer=answer or NoteForm(formdata=None, prefix="kabul"),
        refusal=refusal or NoteForm(formdata=None, prefix="tetap"),
        **_names(),
    )
