"""Listings that a person looks at: sent in, decided, appealed against, taken down.

Sellers and reviewers lock the product first; who holds it may lock its case and its stock.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from app import audit
from app.catalog import rules
from app.catalog.claims import Claims, claims_of, read_claims
from app.catalog.commands import revisions
from app.catalog.commands.waiting import Part, parts_waiting, show_waiting
from app.catalog.commands.waiting import take_down as take_parts_down
from app.catalog.errors import (
    CaseChanged,
    CaseOpen,
    ChangedSince,
    DecidedBySame,
    NoAppeal,
    NothingTicked,
    NotShownWhole,
    OpenedByUs,
    PermitsMissing,
    UnderReview,
)
from app.catalog.grid import choices_of
from app.catalog.queries import cases as queries
from app.catalog.queries import own as own_queries
from app.catalog.queries.matters import matter_of
from app.catalog.queries.risks import Risk, RiskKind, hits_of, missing_permits, missing_permits_of, read_risk
from app.clock import now
from app.db import session
from app.models.catalog import Product, ProductStatus, RevisionStatus
from app.models.moderation import CaseStatus, ModerationCase
from app.outbox import emit
from app.permits.queries import Missing
from app.sellers.errors import OwnShop
from app.sellers.queries.standing import is_involved
from app.settings import setting

APPROVED = "approved by a reviewer"
TAKEN_DOWN = "taken down by an admin"
WORD_DROPPED = "the word it was looked at for is watched no more"
WORD_ALLOWED = "the word that hid it is watched only"


def open_case(product: Product, claims: Claims, risks: Sequence[Risk]) -> ModerationCase:
    """Let a person look at this before buyers read it. Raises UnderReview when somebody looks already."""
    if queries.find_open_case(product.id) is not None:
        raise UnderReview
    moment = now()
    case = ModerationCase(
        product_id=product.id,
        claims=claims.as_json(),
        risks=[risk.code for risk in risks],
        submitted_at=moment,
        due_at=moment + setting("LISTING_REVIEW_TIME"),
    )
    session.add(case)
    session.flush()
    audit.record("listing.sent_to_review", product, case_id=case.id, risks=case.risks)
    return case


def ask_back(product: Product, claims: Claims, risks: Sequence[Risk]) -> None:
    """Let a person look before a hidden product comes back; who looks already hears what else there is to see."""
    case = queries.find_open_case(product.id)
    if case is None:
        open_case(product, claims, risks)
        return
    if read_claims(case.claims, product) == claims:
        add_risks(case, [risk.code for risk in risks])
    if queries.was_hidden_since(case, product):
        case.submitted_at = now()


def ask_about_edit(product: Product, claims: Claims, risks: Sequence[Risk]) -> None:
    """Let a person look at an edit, and with it at the photos and choices that wait. Raises UnderReview."""
    case = queries.find_open_case(product.id)
    if case is not None and queries.is_only_about_waiting(case):
        case.move_to(CaseStatus.WITHDRAWN, because="sent in by the seller")
        session.flush()
        risks = [*risks, *map(read_risk, case.risks)]
    open_case(product, claims, risks)


def follow_claims(product: Product) -> None:
    """Who looks at photos and choices sees them with what the product says now."""
    case = queries.find_open_case(product.id)
    if case is not None:
        case.claims = claims_of(product).as_json()


def ask_about(product: Product, kind: RiskKind) -> None:
    """Let a person look at new photos or choices before buyers see them; who looks already sees these too."""
    _note(case for case in queries.refusals_of(product.id) if queries.shows(kind, case))
    case = queries.find_open_case(product.id)
    if case is None:
        open_case(product, claims_of(product), [Risk(kind)])
    else:
        add_risks(case, [kind.value])


def follow_waiting(product: Product) -> None:
    """Nobody looks for new photos and choices that their seller took back; a case about nothing else ends."""
    case = queries.find_open_case(product.id)
    if case is None:
        return
    taken_back = set(queries.WAITING) - {part.kind.value for part in parts_waiting(product)}
    left = [code for code in case.risks if code not in taken_back]
    if case.risks and not left:
        _end(case, product)
    case.risks = left or case.risks


def add_risks(case: ModerationCase, codes: Sequence[str]) -> None:
    """There is more to look at; what is known stays so."""
    case.risks = list(dict.fromkeys((*case.risks, *codes)))


def rename_risk(case: ModerationCase, code: str, now_code: str) -> None:
    """The word that a case is about is called differently now."""
    case.risks = list(dict.fromkeys(now_code if each == code else each for each in case.risks))


def tell_of_look(case_ids: Iterable[int]) -> None:
    """A shop hears once that somebody looks at what it sells, however many goods of its are looked at."""
    ids = dict.fromkeys(case_ids)
    if ids:
        emit("listing.looked_at_again", case_ids=",".join(map(str, ids)))


def tell_of_drop(case_ids: Iterable[int]) -> None:
    """A shop hears once that nobody needs to look at some of its goods any more."""
    ids = dict.fromkeys(case_ids)
    if ids:
        emit("listing.word_dropped", case_ids=",".join(map(str, ids)))


def drop(case: ModerationCase) -> None:
    """Nobody needs to look for the word of a locked case any more: what waited comes before buyers.

    Raises CaseChanged, NotReady, PermitsMissing.
    """
    product = queries.lock_product_of(case)
    case.move_to(CaseStatus.WITHDRAWN, because=WORD_DROPPED)
    _let_go(product, case, matter_of(case).mark, because=WORD_DROPPED)
    audit.record("listing.word_dropped", product, case_id=case.id)


def drop_risk(case: ModerationCase, product: Product, code: str) -> None:
    """Nobody needs to look for that word any more; where only what waits is left, buyers see the goods again."""
    case.risks = [each for each in case.risks if each != code]
    audit.record("listing.word_dropped", product, case_id=case.id)
    is_hidden = queries.is_only_about_waiting(case) and queries.is_hidden_by_word(product)
    if is_hidden and not missing_permits_of(product.seller_id, [product])[0]:
        product.move_to(ProductStatus.PUBLISHED, because=WORD_DROPPED)
        emit("product.changed", product_id=product.id)


def show_again(product: Product) -> bool:
    """What a word hid and none forbids any more is sold while somebody looks at it. Returns whether it is now."""
    is_forbidden = any(hit.is_forbidden for hit in hits_of(claims_of(product), choices_of(product)))
    lacks_permits = missing_permits_of(product.seller_id, [product])[0]
    if is_forbidden or lacks_permits or not queries.is_hidden_by_word(product):
        return False
    product.move_to(ProductStatus.PUBLISHED, because=WORD_ALLOWED)
    audit.record("product.shown_again", product)
    emit("product.changed", product_id=product.id)
    return True


def withdraw(product_id: int, *, seller_id: int) -> Product:
    """The seller wants to go on editing; where nobody looks, nothing happens. Raises NotFound, OpenedByUs."""
    product = own_queries.lock_own_product(product_id, seller_id)
    case = queries.find_open_case(product.id)
    if case is not None:
        if not queries.may_withdraw(case, product):
            raise OpenedByUs
        _end(case, product)
    return product


def end_case_of(product: Product) -> None:
    """Nobody needs to look at a product that is put away."""
    case = queries.find_open_case(product.id)
    if case is not None:
        _end(case, product)


def approve(case_id: int, *, admin_id: int, seen: str) -> ModerationCase:
    """Buyers may read it; `seen` is the mark of the matter that was looked at.

    Raises NotFound, OwnShop, CaseChanged, NotReady, PermitsMissing, IllegalTransition.
    """
    case = queries.lock_case(case_id)
    if (case.status, case.decided_by_id) == (CaseStatus.APPROVED, admin_id):
        return case
    product = _product_for(case, admin_id)
    case.move_to(CaseStatus.APPROVED, because=APPROVED)
    _let_go(product, case, seen)
    case.decided_at, case.decided_by_id = now(), admin_id
    audit.record("listing.approved", case, product_id=case.product_id, reasons=case.reason_codes)
    emit("listing.decided", case_id=case.id)
    return case


def approve_from_list(case_id: int, *, admin_id: int, seen: str) -> ModerationCase:
    """The same for what a list can show whole. Raises NotShownWhole, and whatever `approve` raises."""
    case = queries.lock_case(case_id)
    if case.status == CaseStatus.WAITING and not matter_of(case).is_short:
        raise NotShownWhole
    return approve(case_id, admin_id=admin_id, seen=seen)


def reject(case_id: int, *, admin_id: int, reason_codes: Sequence[str], note: str, seen: str) -> ModerationCase:
    """Buyers do not read it; the seller reads why. `seen` is the mark of the matter that was looked at.

    Raises NotFound, OwnShop, CaseChanged, IllegalTransition.
    """
    case = queries.lock_case(case_id)
    if (case.status, case.decided_by_id) == (CaseStatus.REJECTED, admin_id):
        return case
    product = _product_for(case, admin_id)
    case.move_to(CaseStatus.REJECTED, because="rejected by an admin")
    _check_seen(case, seen)
    if _is_known_to_buyers(product) and not queries.is_only_about_waiting(case):
        _take_off(case, product)
    case.refused_parts = [part.name for part in parts_waiting(product)]
    moment = now()
    _give_back(product, because="rejected by an admin", at=moment)
    case.reason_codes, case.note = list(reason_codes), note
    case.decided_at, case.decided_by_id = moment, admin_id
    audit.record("listing.rejected", case, product_id=case.product_id, reasons=case.reason_codes)
    emit("listing.decided", case_id=case.id)
    return case


def refuse_parts(
    case_id: int, *, admin_id: int, keys: Collection[str], reason_codes: Sequence[str], note: str, seen: str
) -> ModerationCase:
    """Refuse some of the new photos and choices, which go; the rest is looked at further, and sold as it was.

    Pressed twice it is one refusal. Returns the case that its seller reads.

    Raises NotFound, OwnShop, NothingTicked, CaseChanged.
    """
    case = queries.lock_case(case_id)
    if (case.status, case.decided_by_id) == (CaseStatus.REJECTED, admin_id):
        return case
    product = _product_for(case, admin_id)
    waiting = parts_waiting(product)
    refused = [part for part in waiting if part.key in keys]
    if not refused and (done := queries.find_refusal(case, admin_id, keys)):
        return done
    if case.status != CaseStatus.WAITING or not refused:
        raise NothingTicked
    _check_seen(case, seen)
    if refused == waiting and queries.is_only_about_waiting(case):
        return reject(case_id, admin_id=admin_id, reason_codes=reason_codes, note=note, seen=seen)
    moment = now()
    take_parts_down(product, refused, at=moment)
    follow_waiting(product)
    answer = _refusal(product, refused, admin_id=admin_id, reason_codes=reason_codes, note=note, at=moment)
    named = [part.key for part in refused]
    audit.record("listing.parts_refused", answer, product_id=product.id, reasons=answer.reason_codes, parts=named)
    emit("listing.decided", case_id=answer.id)
    return answer


def note_refusals(product_id: int, *, seller_id: int) -> None:
    """The seller has read which photos and choices were refused; once is enough. Raises NotFound."""
    product = own_queries.lock_own_product(product_id, seller_id)
    _note(queries.refusals_of(product.id))


def take_down(product_id: int, *, admin_id: int, reason_codes: Sequence[str], note: str) -> ModerationCase:
    """Take a product off sale for a reason that its seller reads; what its seller sent in goes back.

    Raises NotFound, OwnShop, CaseOpen for an appeal, and for a look at what buyers see.
    """
    product = queries.lock_listed_product(product_id)
    if is_involved(admin_id, product.seller_id):
        raise OwnShop
    waiting, parts, moment = queries.find_open_case(product.id), parts_waiting(product), now()
    if waiting is not None:
        if waiting.status != CaseStatus.WAITING or not queries.may_withdraw(waiting, product):
            raise CaseOpen
        take_parts_down(product, parts, at=moment)
        _end(waiting, product, because=TAKEN_DOWN)
    product.move_to(ProductStatus.UNPUBLISHED, because=TAKEN_DOWN)
    case = _refusal(product, parts, admin_id=admin_id, reason_codes=reason_codes, note=note, at=moment)
    case.risks = [RiskKind.TAKEN_DOWN.value]
    emit("product.changed", product_id=product.id)
    audit.record("listing.taken_down", case, product_id=case.product_id, reasons=case.reason_codes)
    emit("listing.decided", case_id=case.id)
    return case


def appeal(product_id: int, *, seller_id: int, text: str) -> ModerationCase:
    """Ask for another admin's look, once. Raises NotFound, NoAppeal, ChangedSince."""
    product = own_queries.lock_own_product(product_id, seller_id)
    case = queries.last_case_of(product.id)
    if case is not None and case.status == CaseStatus.APPEALED:
        return case
    if case is None or not queries.may_appeal(case):
        raise NoAppeal
    if own_queries.claims_being_edited(product).as_json() != case.claims:
        raise ChangedSince
    case.move_to(CaseStatus.APPEALED, because="appealed against by the seller")
    if product.status == ProductStatus.DRAFT:
        product.move_to(ProductStatus.IN_REVIEW, because="appealed against by the seller")
    elif draft := own_queries.find_revision(product.id, RevisionStatus.DRAFT):
        revisions.sign(draft, RevisionStatus.IN_REVIEW, because="appealed against by the seller")
    case.appeal_text, case.appealed_at = text, now()
    case.due_at = now() + setting("LISTING_REVIEW_TIME")
    audit.record("listing.appealed", product, case_id=case.id)
    return case


def grant(case_id: int, *, admin_id: int, note: str, seen: str) -> ModerationCase:
    """The appeal is right; `seen` is the mark of the matter that was looked at.

    Raises NotFound, OwnShop, DecidedBySame, CaseChanged, NotReady, PermitsMissing, IllegalTransition.
    """
    case = queries.lock_case(case_id)
    if case.status == CaseStatus.GRANTED:
        return case
    product = _product_for_another(case, admin_id)
    case.move_to(CaseStatus.GRANTED, because="granted by an admin")
    _let_go(product, case, seen)
    _end_appeal(case, admin_id, note)
    audit.record("listing.appeal_granted", case, product_id=case.product_id, reasons=case.reason_codes)
    emit("listing.decided", case_id=case.id)
    return case


def uphold(case_id: int, *, admin_id: int, note: str) -> ModerationCase:
    """The decision stands; photos and choices sent meanwhile are looked at on their own.

    Raises NotFound, OwnShop, DecidedBySame, IllegalTransition.
    """
    case = queries.lock_case(case_id)
    if case.status == CaseStatus.UPHELD:
        return case
    product = _product_for_another(case, admin_id)
    case.move_to(CaseStatus.UPHELD, because="rejected by an admin")
    session.flush()
    _give_claims_back(product, because="rejected by an admin")
    for kind in dict.fromkeys(part.kind for part in parts_waiting(product)):
        ask_about(product, kind)
    _end_appeal(case, admin_id, note)
    audit.record("listing.appeal_rejected", case, product_id=case.product_id, reasons=case.reason_codes)
    emit("listing.decided", case_id=case.id)
    return case


def _refusal(
    product: Product, parts: Sequence[Part], *, admin_id: int, reason_codes: Sequence[str], note: str, at: datetime
) -> ModerationCase:
    case = ModerationCase(
        product_id=product.id,
        status=CaseStatus.REJECTED,
        claims=claims_of(product).as_json(),
        risks=list(dict.fromkeys(part.kind.value for part in parts)),
        refused_parts=[part.name for part in parts],
        reason_codes=list(reason_codes),
        note=note,
        submitted_at=at,
        due_at=at,
        decided_at=at,
        decided_by_id=admin_id,
    )
    session.add(case)
    session.flush()
    return case


def _note(cases: Iterable[ModerationCase]) -> None:
    for case in cases:
        case.noted_at = now()


def _product_for(case: ModerationCase, admin_id: int) -> Product:
    product = queries.lock_product_of(case)
    if is_involved(admin_id, product.seller_id):
        raise OwnShop
    return product


def _product_for_another(case: ModerationCase, admin_id: int) -> Product:
    if case.decided_by_id == admin_id:
        raise DecidedBySame
    return _product_for(case, admin_id)


def _let_go(product: Product, case: ModerationCase, seen: str, *, because: str = APPROVED) -> None:
    """What was looked at comes before buyers: a new product, a version of one, or one that was off sale.

    What its seller hid meanwhile stays so.
    """
    revision = own_queries.find_revision(product.id, RevisionStatus.IN_REVIEW)
    lacked = missing_permits_of(product.seller_id, [product])[0] if product.status == ProductStatus.PUBLISHED else []
    said = read_claims(revision.claims if revision else {}, product)
    if said != read_claims(case.claims, product):
        raise CaseChanged
    _check_seen(case, seen)
    if revision is not None:
        revisions.show(product, revision, because=because)
    if RiskKind.NO_FOOD.value in case.risks:
        product.no_food_agreed_at = now()
        emit("seller.permits_changed", seller_id=product.seller_id)
    stays = revision is None and _is_left_as_it_is(case, product)
    is_new = show_waiting(product)
    if queries.shows(RiskKind.CHOICES, case):
        add_risks(case, [risk.code for risk in queries.words_to_look_at(product)])
    if stays:
        if is_new:
            emit("product.changed", product_id=product.id)
        return
    if product.status != ProductStatus.UNPUBLISHED or revision is None:
        rules.check_ready(product)
    _check_permits(product, besides=lacked)
    if product.status == ProductStatus.IN_REVIEW:
        product.move_to(ProductStatus.PUBLISHED, because=because)
        revisions.add(product, claims_of(product), RevisionStatus.LIVE, because=because)
        product.published_at = now()
    elif product.status == ProductStatus.UNPUBLISHED and revision is None:
        product.move_to(ProductStatus.PUBLISHED, because=because)
        product.permits_due_at = None
    emit("product.changed", product_id=product.id)
    _follow_words(product)


def _check_seen(case: ModerationCase, seen: str) -> None:
    if matter_of(case).mark != seen:
        raise CaseChanged


def _is_left_as_it_is(case: ModerationCase, product: Product) -> bool:
    is_on_sale = product.status == ProductStatus.PUBLISHED
    return is_on_sale or queries.is_only_about_waiting(case) or queries.was_hidden_since(case, product)


def _check_permits(product: Product, *, besides: Sequence[Missing]) -> None:
    """What was sold without a permit already has its own time for that."""
    lacked = {each.kind for each in besides}
    missing = [each for each in missing_permits(product.seller_id, claims_of(product)) if each.kind not in lacked]
    if missing:
        raise PermitsMissing([each.title for each in missing])


def _is_known_to_buyers(product: Product) -> bool:
    """Whether it is on sale or was, and what was looked at is not an edit of it."""
    is_known = product.status in (ProductStatus.PUBLISHED, ProductStatus.UNPUBLISHED)
    return is_known and own_queries.find_revision(product.id, RevisionStatus.IN_REVIEW) is None


def _take_off(case: ModerationCase, product: Product) -> None:
    """It is sold no more, and comes back only by a person."""
    if product.status == ProductStatus.PUBLISHED:
        product.move_to(ProductStatus.UNPUBLISHED, because=TAKEN_DOWN)
        emit("product.changed", product_id=product.id)
    add_risks(case, [RiskKind.TAKEN_DOWN.value])


def _give_back(product: Product, *, because: str, at: datetime) -> None:
    """What waited goes back to its seller, who may edit it and send it again."""
    take_parts_down(product, parts_waiting(product), at=at)
    _give_claims_back(product, because=because)


def _give_claims_back(product: Product, *, because: str) -> None:
    if product.status == ProductStatus.IN_REVIEW:
        product.move_to(ProductStatus.DRAFT, because=because)
    revision = own_queries.find_revision(product.id, RevisionStatus.IN_REVIEW)
    if revision is not None:
        revisions.sign(revision, RevisionStatus.DRAFT, because=because)
    _follow_words(product)


def _follow_words(product: Product) -> None:
    """What a word hid while an edit of it was looked at is looked at itself now."""
    risks = queries.words_to_look_at(product) if queries.is_hidden_by_word(product) else []
    if risks:
        case = open_case(product, claims_of(product), risks)
        tell_of_look([case.id])


def _end(case: ModerationCase, product: Product, *, because: str = "withdrawn by the seller") -> None:
    case.move_to(CaseStatus.WITHDRAWN, because=because)
    _give_back(product, because=because, at=now())
    audit.record("listing.withdrawn", product, case_id=case.id)


def _end_appeal(case: ModerationCase, admin_id: int, note: str) -> None:
    case.appeal_decided_at, case.appeal_decided_by_id, case.appeal_note = now(), admin_id, note
