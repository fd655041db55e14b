"""Applying to sell: one address, six steps, and where the application stands.

A helper with the applicant's leave types for the applicant, but neither sees nor writes the bank account and cannot
send the application in: what is agreed to there is agreed to by the applicant in the own account, and the consent to
assistance does not stand for it (UU PDP 27/2022, article 20).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from app.accounts.queries import accounts
from app.db import session as database
from app.db import transaction
from app.errors import DomainError
from app.i18n import _
from app.media import commands as media
from app.models.media import Document, DocumentKind
from app.models.seller import ApplicationStatus, SellerApplication
from app.regions import queries as regions
from app.requirements import queries as requirements
from app.requirements.rules import State
from app.sellers import rules
from app.sellers.banks import BANKS
from app.sellers.business import FORMS, class_of_application
from app.sellers.commands import apply
from app.sellers.forms.applications import BankForm, DocumentsForm, SubmitForm, WhatForm, WhereForm, WhoForm
from app.sellers.queries import applications as queries
from app.sellers.queries import shops
from app.sellers.queries.onboarding import checklist_of
from app.settings import setting
from app.web.error_pages import on_error_show
from app.web.guards import open_to_helpers
from app.web.limits import forms_per_address, limiter
from app.web.uploads import received, takes_files

bp = Blueprint("sellers", __name__, url_prefix="/penjual")
open_to_helpers(bp, but=frozenset({"save_bank", "submit"}))

UPLOADS = (DocumentKind.IDENTITY, DocumentKind.BUSINESS, DocumentKind.PERMIT)
MEGABYTES = 48


@dataclass(frozen=True)
class Shown:
    """What the applicant has shown so far: the documents, and the checklist that follows from everything."""

    documents: Sequence[Document]
    checklist: Sequence[State]


@bp.get("/syarat")
def terms() -> str:
    """What sellers agree to, and how their data is used to verify them."""
    return render_template("sellers/terms.html")


@bp.get("/daftar")
@login_required
def show() -> str:
    """The step that comes next or was asked for; once sent in, where the application stands."""
    application = queries.find_application_of(current_user.acts_for_id)
    if shops.has_shop(current_user.acts_for_id):
        return render_template("sellers/owner.html", application=application, checklist=_shown(application).checklist)
    if application is not None and application.status not in apply.EDITABLE:
        return _state_page(application)
    shown = _shown(application)
    asked_for = request.args.get("langkah")
    step = asked_for if asked_for in rules.STEPS else [*rules.open_steps(shown.checklist), rules.SUMMARY][0]
    return _render(step, _form_of(step, application), application, shown)


@bp.post("/daftar/siapa")
@login_required
def save_who() -> Response | tuple[str, int]:
    """Step one: the person."""
    return _save(
        rules.WHO,
        lambda form: apply.save_who(
            current_user.acts_for_id, apply.Who(form.legal_name.data, form.phone.data, form.nik.data or "")
        ),
    )


@bp.post("/daftar/apa")
@login_required
def save_what() -> Response | tuple[str, int]:
    """Step two: the business."""
    return _save(
        rules.WHAT,
        lambda form: apply.save_what(
            current_user.acts_for_id,
            apply.What(
                shop_name=form.shop_name.data,
                product_summary=form.product_summary.data,
                story=form.story.data or "",
                nib=form.nib.data or "",
                business_form=form.business_form.data,
                workers=form.workers.data,
                turnover_amount=form.turnover_amount.data,
                capital_amount=form.capital_amount.data,
            ),
        ),
    )


@bp.post("/daftar/di-mana")
@login_required
def save_where() -> Response | tuple[str, int]:
    """Step three: the place; its villages can be chosen once the district is saved."""
    return _save(
        rules.WHERE,
        lambda form: apply.save_where(
            current_user.acts_for_id,
            apply.Where(form.district_code.data, form.village_code.data or "", form.street.data),
        ),
    )


@bp.post("/daftar/rekening")
@login_required
def save_bank() -> Response | tuple[str, int]:
    """Step four: where the money goes."""
    return _save(
        rules.BANK,
        lambda form: apply.save_bank(
            current_user.acts_for_id,
            apply.Bank(form.bank_code.data, form.bank_holder.data, form.bank_account.data or ""),
        ),
    )


@bp.post("/daftar/berkas")
@takes_files(megabytes=MEGABYTES)
@limiter.limit(forms_per_address)
@login_required
def upload() -> Response | tuple[str, int]:
    """Step five: several files in one go; the good ones stay when another is refused."""
    on_error_show(lambda: _page_now(rules.DOCUMENTS, DocumentsForm(formdata=None)))
    files = [(kind, data) for kind in UPLOADS for data in received(kind.value, most=rules.MOST_DOCUMENTS)]
    if not files:
        raise DomainError(_("Pilih dahulu foto atau berkasnya, lalu tekan Unggah."))
    apply.check_may_attach(current_user.acts_for_id, len(files))
    database.rollback()
    papers, refusals = _drawn(files)
    if papers:
        with media.forgotten_when_refused([paper.id for _kind, paper in papers]), transaction():
            apply.attach_documents(current_user.acts_for_id, papers)
        flash(_("%(count)s berkas tersimpan.", count=len(papers)), "success")
    if refusals:
        raise DomainError(" ".join(refusals))
    return redirect(url_for(".show", langkah=rules.DOCUMENTS), 303)


@bp.post("/daftar/berkas/<document_id>/hapus")
@login_required
def remove_document(document_id: str) -> Response:
    """Take a document back."""
    on_error_show(lambda: _page_now(rules.DOCUMENTS, DocumentsForm(formdata=None)))
    with transaction():
        apply.remove_document(current_user.acts_for_id, document_id)
    flash(_("Berkas dihapus."), "success")
    return redirect(url_for(".show", langkah=rules.DOCUMENTS), 303)


@bp.post("/daftar/kirim")
@limiter.limit(forms_per_address)
@login_required
def submit() -> Response | tuple[str, int]:
    """Step six: send it in."""
    form = SubmitForm()
    if not form.validate_on_submit():
        return _page_now(rules.SUMMARY, form), 422
    on_error_show(lambda: _page_now(rules.SUMMARY, form))
    with transaction():
        apply.submit(current_user.acts_for_id)
    return redirect(url_for(".show"), 303)


@bp.post("/daftar/lagi")
@login_required
def begin_again() -> Response:
    """Another try after a refusal."""
    with transaction():
        apply.begin_again(current_user.acts_for_id)
    return redirect(url_for(".show", langkah=rules.WHO), 303)


def _save(step: str, save: Callable[[FlaskForm], SellerApplication]) -> Response | tuple[str, int]:
    form = _form_of(step, queries.find_application_of(current_user.acts_for_id))
    if not form.validate_on_submit():
        return _page_now(step, form), 422
    on_error_show(lambda: _page_now(step, form))
    with transaction():
        is_done = step not in rules.open_steps(checklist_of(save(form), []))
    if is_done:
        step = rules.STEPS[rules.STEPS.index(step) + 1]
    return redirect(url_for(".show", langkah=step), 303)


def _form_of(step: str, application: SellerApplication | None) -> FlaskForm:
    """The form of a step as it was saved, or as it was sent."""
    if step == rules.WHO:
        if application is None:
            user = accounts.get_user(current_user.acts_for_id)
            return WhoForm(has_nik=False, data={"legal_name": user.name, "phone": user.phone})
        return WhoForm(has_nik=bool(application.nik_encrypted), obj=application)
    if step == rules.WHERE:
        return _where_form(application)
    if step == rules.BANK:
        return BankForm(has_account=bool(application and application.bank_account_encrypted), obj=application)
    return {rules.WHAT: WhatForm, rules.DOCUMENTS: DocumentsForm, rules.SUMMARY: SubmitForm}[step](obj=application)


def _where_form(application: SellerApplication | None) -> WhereForm:
    chosen = request.form.get("district_code") or (application.district_code if application else None) or ""
    return WhereForm(
        regencies=regions.regencies(setting("PROVINCE_CODE")),
        villages=regions.villages_of(chosen),
        obj=application,
    )


def _drawn(files: list[tuple[DocumentKind, bytes]]) -> tuple[list[tuple[DocumentKind, media.Paper]], list[str]]:
    """What could be drawn, and a sentence for each file that could not."""
    kept = media.store_each([data for _kind, data in files], media.store_paper)
    papers = [(files[place - 1][0], paper) for place, paper in kept.stored.items()]
    return papers, [_("Berkas ke-%(place)s: %(why)s", place=place, why=why) for place, why in kept.refusals.items()]


def _page_now(step: str, form: FlaskForm) -> str:
    """The page after something was refused; what was sent in meanwhile shows where it stands."""
    application = queries.find_application_of(current_user.acts_for_id)
    if application is not None and application.status not in apply.EDITABLE:
        return _state_page(application)
    return _page(step, form, application)


def _state_page(application: SellerApplication) -> str:
    return render_template("sellers/state.html", application=application, checklist=_shown(application).checklist)


def _page(step: str, form: FlaskForm, application: SellerApplication | None) -> str:
    return _render(step, form, application, _shown(application))


def _render(step: str, form: FlaskForm, application: SellerApplication | None, shown: Shown) -> str:
    return render_template(
        "sellers/apply/step.html",
        step=step,
        steps=rules.STEPS,
        form=form,
        application=application,
        documents=shown.documents,
        checklist=shown.checklist,
        step_of=rules.STEP_OF,
        missing=rules.open_steps(shown.checklist),
        needs_info=application is not None and application.status == ApplicationStatus.NEEDS_INFO,
        forms=FORMS,
        bank_name=BANKS.get(application.bank_code, "") if application else "",
        business_class=class_of_application(application, today=requirements.today()),
        slug=rules.slug_of(application.shop_name) if application and application.shop_name else "",
        most=rules.MOST_DOCUMENTS,
    )


def _shown(application: SellerApplication | None) -> Shown:
    documents = queries.documents_of(application.id) if application else []
    return Shown(documents, checklist_of(application, documents))
