"""How a shop gets its address, what an application needs, how long one may wait, and for whom an invitation is."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from app.accounts.rules import fold_email
from app.clock import WORKING_DAY, working_time
from app.i18n import _
from app.models.media import Document, DocumentKind
from app.models.requirement import Evidence, SubmissionStatus
from app.models.seller import SellerApplication
from app.requirements.rules import Stage, State
from app.sellers.errors import GuestNotConfirmed, HolidayRefused, OtherGuest

WHO, WHAT, WHERE, BANK, DOCUMENTS, SUMMARY = STEPS = ("siapa", "apa", "di-mana", "rekening", "berkas", "ringkasan")
FACTS = (WHO, WHAT, WHERE, BANK)

STEP_OF = {  # where each requirement of onboarding is shown
    "who": WHO,
    "business": WHAT,
    "scale": WHAT,
    "business_number": WHAT,
    "place": WHERE,
    "bank": BANK,
    "identity_card": DOCUMENTS,
    "trade_photos": DOCUMENTS,
    "consents": SUMMARY,
}

CONSENTS = ("seller_terms", "seller_verification")  # what an applicant agrees to
TEXT_VERSION = "2026-11-25"

MOST_DOCUMENTS = 10
PAPERS = {  # the kinds of documents that show a requirement
    "identity_card": {DocumentKind.IDENTITY},
    "trade_photos": {DocumentKind.BUSINESS, DocumentKind.PRODUCT},
    "business_number": {DocumentKind.NIB, DocumentKind.PERMIT},
}

# A NIK keeps the codes of the day it was issued: districts and regencies have been split since, provinces keep theirs.
PROVINCE = re.compile(r"1[1-9]|21|3[1-6]|5[1-3]|6[1-5]|7[1-6]|8[12]|9[1-7]")
NIK = re.compile(r"(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{4})", re.ASCII)
ACCOUNT_NUMBER = re.compile(r"[0-9]{5,20}")
LAST_REGENCY = 79
DAY_OF_WOMEN = 40
YOUNGEST, OLDEST = 17, 110

UNDER_REVIEW_OR_ACCEPTED = frozenset({SubmissionStatus.SUBMITTED, SubmissionStatus.ACCEPTED})

LONGEST_WAIT = 2 * WORKING_DAY

LONGEST_HOLIDAY, FARTHEST_HOLIDAY = timedelta(days=60), timedelta(days=180)


@dataclass(frozen=True)
class Clock:
    """Working days and hours that somebody has been waiting."""

    days: int
    hours: int
    is_overdue: bool


def slug_of(name: str) -> str:
    """The address of a name: lower case letters, digits and dashes."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:100] or "toko"


def is_shop_name(text: str) -> bool:
    """Whether a sign could say so: with letters, and without the address of a page."""
    folded = text.casefold()
    has_letters = sum(letter.isalpha() for letter in text) > 1
    return text.isprintable() and has_letters and "://" not in folded and "www." not in folded


def digits_of(text: str) -> str:
    """A number without the spaces, dots and dashes that people write into it."""
    return re.sub(r"[\s.\-]", "", text)


def is_nik(text: str, *, today: date) -> bool:
    """Whether sixteen digits are built as an adult's NIK: province, regency, district, day of birth, serial number."""
    match = NIK.fullmatch(text)
    if match is None:
        return False
    province, regency, district, day, month, year, serial = match.groups()
    is_place = PROVINCE.fullmatch(province) is not None and 1 <= int(regency) <= LAST_REGENCY and district != "00"
    day_of_birth = int(day) - DAY_OF_WOMEN if int(day) > DAY_OF_WOMEN else int(day)
    births = (_date(century + int(year), int(month), day_of_birth) for century in (1900, 2000))
    ages = [(today - born).days // 365.25 for born in births if born is not None]
    return is_place and serial != "0000" and any(YOUNGEST <= age <= OLDEST for age in ages)


def shown_by(application: SellerApplication | None) -> dict[str, bool]:
    """Which requirements an application shows by its fields."""
    if application is None:
        return {}
    needed: dict[str, tuple[object, ...]] = {
        "who": (application.legal_name, application.phone, application.nik_encrypted),
        "business": (application.shop_name, application.product_summary),
        "scale": (
            application.business_form,
            application.workers is not None,
            application.turnover_amount is not None,
        ),
        "place": (application.district_code, application.village_code, application.street),
        "bank": (application.bank_code, application.bank_holder, application.bank_account_encrypted),
    }
    return {code: all(facts) for code, facts in needed.items()}


def papers_for(state: State, documents: Iterable[Document]) -> list[Document]:
    """The documents that show a requirement: after a refusal only what came later, and nothing that is used up."""
    kinds, latest = PAPERS.get(state.requirement.code, set()), state.latest
    refused_at = latest.decided_at if latest and latest.status == SubmissionStatus.REJECTED else None
    over = [each for each in state.submissions if each.status not in UNDER_REVIEW_OR_ACCEPTED]
    used_up = {paper.id for each in over for paper in each.documents}
    fitting = [each for each in documents if each.kind in kinds and each.id not in used_up]
    return [each for each in fitting if refused_at is None or each.created_at > refused_at]


def with_what_is_there(state: State, application: SellerApplication, documents: Iterable[Document]) -> State:
    """Where something stands that is submitted: what is there and not sent in is ready, what was taken away is not."""
    if state.requirement.evidence == Evidence.COMPUTED or state.stage == Stage.WAIVED:
        return state
    said = {"business_number": bool(application.nib), "consents": application.submitted_at is not None}
    has_papers = bool(papers_for(state, documents))
    is_said = said.get(state.requirement.code, has_papers)
    is_there = is_said and (has_papers or state.requirement.evidence == Evidence.ATTESTED)
    if is_there and not state.is_shown:
        return replace(state, stage=Stage.READY)
    return state if is_there or not state.is_shown else replace(state, stage=Stage.MISSING)


def open_steps(checklist: Iterable[State]) -> list[str]:
    """The steps where something is still to be shown; agreements are given while sending."""
    open_ones = {STEP_OF[state.requirement.code] for state in checklist if state.is_needed and not state.is_shown}
    return [step for step in (*FACTS, DOCUMENTS) if step in open_ones]


def clock_since(since: datetime, until: datetime) -> Clock:
    """The clock of an application that waits for us."""
    passed = working_time(since, until)
    days, rest = divmod(passed, WORKING_DAY)
    return Clock(days, rest // timedelta(hours=1), is_overdue=passed > LONGEST_WAIT)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def check_guest(*, invited_folded: str, email: str, is_confirmed: bool) -> None:
    """Raises OtherGuest, or GuestNotConfirmed, for a person the invitation of this address is not for."""
    if fold_email(email) != invited_folded:
        raise OtherGuest
    if not is_confirmed:
        raise GuestNotConfirmed


def check_holiday(begin: datetime, end: datetime, *, moment: datetime) -> None:
    """Raises HolidayRefused for one that ends before it begins, is over, is far away or lasts too long."""
    if end <= max(begin, moment):
        raise HolidayRefused(_("Hari buka lagi harus sesudah hari libur pertama dan sesudah hari ini."))
    if end - begin > LONGEST_HOLIDAY:
        raise HolidayRefused(
            _("Libur paling lama %(days)s hari. Pilih hari buka yang lebih dekat.", days=LONGEST_HOLIDAY.days)
        )
    if begin > moment + FARTHEST_HOLIDAY or begin < moment - LONGEST_HOLIDAY:
        raise HolidayRefused(_("Pilih hari libur pertama yang lebih dekat dengan hari ini."))
