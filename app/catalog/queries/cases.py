"""Cases of listings that a person looks at."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import TypeVarTuple

from sqlalchemy import Select, String, and_, cast, exists, func, or_, select, tuple_
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from app.catalog.claims import Claims, claims_of, read_claims
from app.catalog.grid import choices_of
from app.catalog.queries.risks import Risk, RiskKind, is_trusted, lacking, no_food, risks_of_listing, risks_said
from app.clock import now
from app.crypto import fingerprint
from app.db import session
from app.errors import NotFound
from app.media.queries import STILL_IN_CACHES
from app.models.audit import AuditEvent
from app.models.catalog import Product, ProductImage, ProductRevision, ProductStatus, RevisionStatus, Variant
from app.models.media import Media, MediaStatus
from app.models.moderation import CaseStatus, ModerationCase
from app.models.seller import Seller
from app.models.state import StateChange
from app.regions.queries import is_in_place

Ts = TypeVarTuple("Ts")
OPEN = frozenset({CaseStatus.WAITING, CaseStatus.APPEALED})
LET_GO = frozenset({CaseStatus.APPROVED, CaseStatus.GRANTED})
REFUSED = frozenset({CaseStatus.REJECTED, CaseStatus.UPHELD})
KNOWN_TO_BUYERS = frozenset({ProductStatus.PUBLISHED, ProductStatus.UNPUBLISHED})
WAITING = (RiskKind.PHOTOS.value, RiskKind.CHOICES.value)
ONLY_WAITING = [json.dumps(kinds) for count in (1, 2) for kinds in permutations(WAITING, count)]
IS_ONLY_ABOUT_WAITING = cast(ModerationCase.risks, String).in_(ONLY_WAITING)
IS_NOT_ONLY_ABOUT_WAITING = ~IS_ONLY_ABOUT_WAITING
IS_REFUSED_UNREAD = and_(
    ModerationCase.status == CaseStatus.REJECTED, IS_ONLY_ABOUT_WAITING, ModerationCase.noted_at.is_(None)
)
HIDDEN_BY_SELLER = "hidden by the seller"
HIDDEN_BY_WORD = "a word forbids it"


@dataclass(frozen=True)
class CaseFilter:
    """Which cases a reviewer wants to see: of some statuses, perhaps of shops of one kabupaten or kecamatan."""

    statuses: frozenset[CaseStatus] = OPEN
    place_code: str = ""


def cases(filters: CaseFilter, *, limit: int, offset: int) -> Sequence[ModerationCase]:
    """The one that is due first comes first; what is decided comes newest first. Each with what a reviewer looks at."""
    is_open = filters.statuses <= OPEN
    product = contains_eager(ModerationCase.product)
    query = _with_shops(select(ModerationCase), filters).options(
        product.contains_eager(Product.seller).joinedload(Seller.district),
        product.selectinload(Product.images).joinedload(ProductImage.media),
        product.selectinload(Product.variants),
    )
    due_first = (ModerationCase.due_at, ModerationCase.id) if is_open else (ModerationCase.id.desc(),)
    return session.scalars(query.order_by(*due_first).limit(limit).offset(offset)).all()


def count_cases(filters: CaseFilter) -> int:
    """How many there are to choose from."""
    return session.scalar(_with_shops(select(func.count(ModerationCase.id)), filters)) or 0


def next_case_id(filters: CaseFilter, case_id: int) -> int | None:
    """What a reviewer takes up after a case: what is due next after it, or else the first that waits."""
    this = aliased(ModerationCase)
    due_at = select(this.due_at).where(this.id == case_id).scalar_subquery()
    is_later = or_(ModerationCase.due_at > due_at, (ModerationCase.due_at == due_at) & (ModerationCase.id > case_id))
    others = _with_shops(select(ModerationCase.id), filters).where(ModerationCase.id != case_id)
    in_turn = others.order_by(is_later.desc(), ModerationCase.due_at, ModerationCase.id)
    return session.scalar(in_turn.limit(1))


def counts_by_district(statuses: frozenset[CaseStatus]) -> dict[str | None, int]:
    """How many cases of some statuses there are, by the codes of their shops' districts."""
    by_district = select(Seller.district_code, func.count(ModerationCase.id)).select_from(ModerationCase)
    rows = session.execute(_with_shops(by_district, CaseFilter(statuses)).group_by(Seller.district_code))
    return dict(rows.all())


def names_of(case_ids: Collection[int]) -> dict[int, str]:
    """The names of the products that some cases are about."""
    named = select(ModerationCase.id, Product.name).join(ModerationCase.product)
    return dict(session.execute(named.where(ModerationCase.id.in_(case_ids))).all())


def _with_shops(query: Select[*Ts], filters: CaseFilter) -> Select[*Ts]:
    is_chosen = ModerationCase.status.in_(filters.statuses), is_in_place(Seller.district_code, filters.place_code)
    return query.join(ModerationCase.product).join(Product.seller).where(*is_chosen)


def get_case(case_id: int) -> ModerationCase:
    """A case with its product, shop, pictures and variants, and who decided. Raises NotFound."""
    query = (
        select(ModerationCase)
        .where(ModerationCase.id == case_id)
        .options(
            joinedload(ModerationCase.product).options(
                joinedload(Product.category),
                joinedload(Product.seller),
                joinedload(Product.images).joinedload(ProductImage.media),
                selectinload(Product.variants).joinedload(Variant.stock),
            ),
            joinedload(ModerationCase.decided_by),
            joinedload(ModerationCase.appeal_decided_by),
        )
    )
    case = session.scalars(query).unique().one_or_none()
    if case is None:
        raise NotFound
    return case


def lock_case(case_id: int) -> ModerationCase:
    """A case for deciding, after the row of its product as for sellers. Raises NotFound."""
    its_product = select(ModerationCase.product_id).where(ModerationCase.id == case_id).scalar_subquery()
    session.execute(select(Product.id).where(Product.id == its_product).with_for_update())
    query = select(ModerationCase).where(ModerationCase.id == case_id).with_for_update()
    case = session.scalar(query.execution_options(populate_existing=True))
    if case is None:
        raise NotFound
    return case


def lock_product_of(case: ModerationCase) -> Product:
    """The product of a case with its parts, for changing."""
    return session.scalars(
        select(Product)
        .where(Product.id == case.product_id)
        .options(
            joinedload(Product.category),
            selectinload(Product.images).joinedload(ProductImage.media),
            selectinload(Product.variants).joinedload(Variant.stock),
        )
        .with_for_update(of=Product)
        .execution_options(populate_existing=True)
    ).one()


def mark_of_looks(product: Product) -> str:
    """A mark of the pictures, their words and the choices that a reviewer of a product sees."""
    looks = [(each.media_id, each.media.status, each.media.alt, each.alt_waiting) for each in product.images]
    return fingerprint([looks, choices_of(product), product.choices_waiting])


def lock_listed_product(product_id: int) -> Product:
    """A product on sale, whosever it is, for changing. Raises NotFound."""
    is_it = Product.id == product_id, Product.status == ProductStatus.PUBLISHED
    product = session.scalar(select(Product).where(*is_it).with_for_update().execution_options(populate_existing=True))
    if product is None:
        raise NotFound
    return product


def get_listed_product(product_id: int) -> Product:
    """A product on sale with its shop. Raises NotFound."""
    is_it = Product.id == product_id, Product.status == ProductStatus.PUBLISHED
    product = session.scalar(select(Product).where(*is_it).options(joinedload(Product.seller)))
    if product is None:
        raise NotFound
    return product


def last_case_of(product_id: int) -> ModerationCase | None:
    """The newest case of a product that matters to its seller."""
    return newest_that_matters(cases_of(product_id))


def newest_that_matters(newest_first: Iterable[ModerationCase]) -> ModerationCase | None:
    """The newest of some cases; one of new photos and choices alone only while somebody looks at them."""
    return next((each for each in newest_first if each.status in OPEN or not is_only_about_waiting(each)), None)


def cases_of(product_id: int) -> Sequence[ModerationCase]:
    """All cases of a product, the newest first."""
    query = select(ModerationCase).where(ModerationCase.product_id == product_id)
    return session.scalars(query.order_by(ModerationCase.id.desc())).all()


def to_correct(seller_id: int) -> Select[int]:
    """The ids of a shop's products, or of those with an edit, that were refused and wait for the seller's change."""
    is_own = Product.seller_id == seller_id
    of_own = select(func.max(ModerationCase.id)).join(Product).where(is_own, IS_NOT_ONLY_ABOUT_WAITING)
    newest = of_own.group_by(ModerationCase.product_id)
    draft = exists().where(ProductRevision.product_id == Product.id, ProductRevision.status == RevisionStatus.DRAFT)
    is_taken_down = cast(ModerationCase.risks, String).contains(f'"{RiskKind.TAKEN_DOWN.value}"')
    is_held_back = or_(
        Product.status == ProductStatus.DRAFT,
        Product.status.in_(KNOWN_TO_BUYERS) & draft,
        (Product.status == ProductStatus.UNPUBLISHED) & is_taken_down,
    )
    return (
        select(Product.id)
        .join(ModerationCase, ModerationCase.product_id == Product.id)
        .where(is_own, is_held_back, ModerationCase.status.in_(REFUSED), ModerationCase.id.in_(newest))
    )


def refusals_of(product_id: int) -> Sequence[ModerationCase]:
    """Refused photos and choices of a product that its seller has not read of, the newest first."""
    return unread_refusals(cases_of(product_id))


def unread_refusals(some: Iterable[ModerationCase]) -> list[ModerationCase]:
    """Those of some cases that were refused photos and choices alone, and that their seller has not read."""
    refused = (each for each in some if each.status == CaseStatus.REJECTED and is_only_about_waiting(each))
    return [each for each in refused if each.noted_at is None]


def find_refusal(case: ModerationCase, admin_id: int, keys: Collection[str]) -> ModerationCase | None:
    """What an admin refused of a case last, where that was all of these parts."""
    is_told = and_(
        AuditEvent.action == "listing.parts_refused",
        AuditEvent.subject_type == ModerationCase.__tablename__,
        AuditEvent.subject_id == cast(ModerationCase.id, String),
    )
    is_its = ModerationCase.product_id == case.product_id, ModerationCase.id > case.id
    refusals = select(ModerationCase, AuditEvent.facts).join(AuditEvent, is_told).where(*is_its)
    by_admin = refusals.where(ModerationCase.decided_by_id == admin_id)
    last = session.execute(by_admin.order_by(ModerationCase.id.desc()).limit(1)).first()
    if last is None or not keys:
        return None
    refusal, facts = last
    return refusal if set(keys) <= set(facts.get("parts", ())) else None


def refused_pictures(refusals: Sequence[ModerationCase]) -> Mapping[int, Sequence[ProductImage]]:
    """The new photos that went with refusals of a product, in their order, while their files are there, by case."""
    found: defaultdict[int, list[ProductImage]] = defaultdict(list)
    of_parts = [case for case in refusals if case.refused_parts]
    if not of_parts:
        return found
    at = ProductImage.archived_at.in_({case.decided_at for case in of_parts})
    went = ProductImage.product_id == of_parts[0].product_id, at
    is_there = Media.status == MediaStatus.READY, ProductImage.archived_at > now() - STILL_IN_CACHES
    query = select(ProductImage).join(ProductImage.media).where(*went, *is_there)
    query = query.options(contains_eager(ProductImage.media)).order_by(ProductImage.position, ProductImage.id)
    images = session.scalars(query).all()
    for case in of_parts:
        found[case.id] += [image for image in images if image.archived_at == case.decided_at]
    return found


def to_read(seller_id: int) -> Select[int]:
    """The ids of a shop's products with refused photos or choices that it has not read of."""
    is_own = Product.seller_id == seller_id, Product.status != ProductStatus.ARCHIVED
    return select(Product.id).join(ModerationCase).where(*is_own, IS_REFUSED_UNREAD).distinct()


def is_held_back(case: ModerationCase, product: Product, draft: ProductRevision | None) -> bool:
    """Whether what was refused waits for the seller's change: the product itself, or an open edit of it."""
    if product.status == ProductStatus.UNPUBLISHED and RiskKind.TAKEN_DOWN.value in case.risks:
        return True
    return product.status not in KNOWN_TO_BUYERS or draft is not None


def waiting_for(risk_code: str, seller_id: int, case_id: int, *, limit: int) -> list[tuple[int, int]]:
    """The next cases that wait for this, perhaps among other things: the ids of their shops and their own."""
    says_it = cast(ModerationCase.risks, String).contains(json.dumps(risk_code), autoescape=True)
    is_next = tuple_(Product.seller_id, ModerationCase.id) > (seller_id, case_id)
    rows = session.execute(
        select(Product.seller_id, ModerationCase.id)
        .join(ModerationCase.product)
        .where(ModerationCase.status == CaseStatus.WAITING, says_it, is_next)
        .order_by(Product.seller_id, ModerationCase.id)
        .limit(limit)
    )
    return [(owner_id, own_id) for owner_id, own_id in rows]


def goods_of(case_ids: Collection[int]) -> Select[int]:
    """The ids of the products that some cases are about."""
    return select(ModerationCase.product_id).where(ModerationCase.id.in_(case_ids))


def cases_to_tell_of(case_ids: Collection[int]) -> Sequence[ModerationCase]:
    """Some cases with their products and variants, by name."""
    product = contains_eager(ModerationCase.product)
    return session.scalars(
        select(ModerationCase)
        .join(ModerationCase.product)
        .where(ModerationCase.id.in_(case_ids))
        .options(product.selectinload(Product.variants))
        .order_by(Product.name_folded, ModerationCase.id)
    ).all()


def end_of(case: ModerationCase) -> StateChange | None:
    """The last move of a case that nobody decides about any more."""
    its_moves = StateChange.machine == ModerationCase.__tablename__, StateChange.subject_id == str(case.id)
    return session.scalar(select(StateChange).where(*its_moves).order_by(StateChange.id.desc()).limit(1))


def find_open_case(product_id: int) -> ModerationCase | None:
    """The case of a product that waits for somebody, for changing."""
    is_it = ModerationCase.product_id == product_id, ModerationCase.status.in_(OPEN)
    return session.scalar(select(ModerationCase).where(*is_it).with_for_update())


def was_let_go(product_id: int, risk_code: str) -> bool:
    """Whether a person has looked at this product for that reason, and let it go."""
    return any(risk_code in case.risks for case in _let_go(product_id))


def claims_let_go(product: Product, risk_code: str) -> list[Claims]:
    """What this product said when a person looked at it for that reason, and let it go."""
    return [read_claims(case.claims, product) for case in _let_go(product.id) if risk_code in case.risks]


def words_to_look_at(product: Product) -> list[Risk]:
    """The watched words that this product says now, and that nobody has let go."""
    seen = {code for case in _let_go(product.id) for code in case.risks}
    return [risk for risk in risks_said(claims_of(product), choices_of(product)) if risk.code not in seen]


def risks_of_publishing(product: Product) -> list[Risk]:
    """Why a person looks at a product that is not on sale before buyers see it, for the first time or again."""
    claims = claims_of(product)
    if product.status == ProductStatus.DRAFT:
        return risks_of_listing(product, claims)
    taken_down = [Risk(RiskKind.TAKEN_DOWN)] if is_taken_down(product.id) else []
    return [*taken_down, *words_to_look_at(product), *no_food(product, claims), *lacking(product.seller_id, claims)]


def is_about_goods(case: ModerationCase, product: Product) -> bool:
    """Whether somebody looks at what buyers read, and not at an edit of it: then it was not its seller's wish."""
    if read_claims(case.claims, product) != claims_of(product):
        return False
    return product.status == ProductStatus.PUBLISHED or is_hidden_by_word(product)


def is_read_by_somebody(product_id: int) -> bool:
    """Whether somebody looks at what a product says, and not only at new photos and choices of it."""
    case = find_open_case(product_id)
    return case is not None and not is_only_about_waiting(case)


def shows(kind: RiskKind, case: ModerationCase | None) -> bool:
    """Whether new photos, or new choices, are among what somebody looks at."""
    return case is not None and kind.value in case.risks


def is_only_about_waiting(case: ModerationCase) -> bool:
    """Whether somebody looks at new photos or choices of goods that buyers know, and at nothing else."""
    return bool(case.risks) and set(case.risks) <= set(WAITING)


def is_looked_at_first(product: Product) -> bool:
    """Whether new photos and choices wait for a person; what was taken down comes back only after a look at it all."""
    is_known = product.status in KNOWN_TO_BUYERS and not is_taken_down(product.id)
    return is_known and not is_trusted(product.seller_id)


def may_withdraw(case: ModerationCase, product: Product) -> bool:
    """Whether it was its seller's wish that somebody looks."""
    return is_only_about_waiting(case) or not is_about_goods(case, product)


def may_appeal(case: ModerationCase) -> bool:
    """Whether the decision can be appealed against; refused photos and choices are gone, others may be sent."""
    return case.status == CaseStatus.REJECTED and not is_only_about_waiting(case)


def is_hidden_by_word(product: Product) -> bool:
    """Whether buyers do not see it because of a word, and nobody has decided about that yet."""
    move = _last_move_of(product)
    return move is not None and move.reason == HIDDEN_BY_WORD and not is_taken_down(product.id)


def was_hidden_since(case: ModerationCase, product: Product) -> bool:
    """Whether its seller took it off sale after somebody was asked to look, and has not asked to show it again."""
    move = _last_move_of(product)
    asked_at = max(case.submitted_at, case.appealed_at or case.submitted_at)
    return move is not None and move.reason == HIDDEN_BY_SELLER and move.at > asked_at


def is_taken_down(product_id: int) -> bool:
    """Whether an admin took the product off sale, and nobody has let it back."""
    for case in cases_of(product_id):
        if RiskKind.TAKEN_DOWN.value in case.risks:
            return case.status not in LET_GO
    return False


def _let_go(product_id: int) -> list[ModerationCase]:
    return [case for case in cases_of(product_id) if case.status in LET_GO]


def _last_move_of(product: Product) -> StateChange | None:
    its_moves = StateChange.machine == Product.__tablename__, StateChange.subject_id == str(product.id)
    return session.scalar(select(StateChange).where(*its_moves).order_by(StateChange.id.desc()).limit(1))
