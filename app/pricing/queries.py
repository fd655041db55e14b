"""The terms that sales are reckoned by, and what admins see of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from app.clock import year_of
from app.db import session
from app.errors import NotFound
from app.models.account import User
from app.models.catalog import Category
from app.models.order import CommissionRule
from app.models.payout import DatedSetting, StatementStatus, TurnoverStatement
from app.models.seller import Seller
from app.pricing.settings import PPH22_BPS, value_within


@dataclass
class Terms:
    """What holds for one seller at a moment: the commission rules that can fit, in their order, and PPh 22."""

    seller_id: int
    programme_step: int
    pph22_bps: int
    is_exempt: bool
    rules: list[CommissionRule] = field(default_factory=list)


@dataclass(frozen=True)
class Rule:
    """A commission rule with the names of what it is for."""

    rule: CommissionRule
    seller_name: str | None
    category_name: str | None


def terms_of(seller_ids: Collection[int], moment: datetime) -> dict[int, Terms]:
    """The terms of some sellers at a moment, in one statement."""
    is_exempt = exists().where(
        TurnoverStatement.seller_id == Seller.id,
        TurnoverStatement.year == year_of(moment),
        TurnoverStatement.status == StatementStatus.ACCEPTED,
    )
    can_fit = or_(CommissionRule.seller_id.is_(None), CommissionRule.seller_id == Seller.id)
    rows = session.execute(
        select(Seller.id, Seller.programme_step, value_within(PPH22_BPS, moment), is_exempt, CommissionRule)
        .outerjoin(CommissionRule, and_(_is_in_force(moment), can_fit))
        .where(Seller.id.in_(seller_ids))
        .order_by(CommissionRule.position)
    )
    terms: dict[int, Terms] = {}
    for seller_id, step, rate_bps, exempt, rule in rows:
        of_seller = terms.setdefault(seller_id, Terms(seller_id, step, int(rate_bps), bool(exempt)))
        if rule is not None:
            of_seller.rules.append(rule)
    return terms


def rules_that_count(moment: datetime) -> Sequence[Rule]:
    """The list as it is and is going to be: what has not ended, in its order."""
    return _rules(_with_names().where(_has_not_ended(moment)).order_by(CommissionRule.position))


def rules_that_ended(moment: datetime, *, limit: int) -> Sequence[Rule]:
    """What was in the list before, the last ended first."""
    newest_first = CommissionRule.valid_until.desc(), CommissionRule.id.desc()
    return _rules(_with_names().where(~_has_not_ended(moment)).order_by(*newest_first).limit(limit))


def lock_rules() -> list[CommissionRule]:
    """All rules in their order, for changing the list."""
    query = select(CommissionRule).order_by(CommissionRule.position).with_for_update()
    return list(session.scalars(query.execution_options(populate_existing=True)))


def find_rule(rules: Sequence[CommissionRule], rule_id: int) -> CommissionRule:
    """One of these rules. Raises NotFound."""
    for rule in rules:
        if rule.id == rule_id:
            return rule
    raise NotFound


def has_not_ended(rule: CommissionRule, moment: datetime) -> bool:
    """Whether a rule counts now or later."""
    return rule.valid_until is None or rule.valid_until > moment


def values_of_figures(*, limit: int) -> Sequence[tuple[DatedSetting, str | None]]:
    """What was ever said about the figures, what counts latest first, and who said so."""
    rows = (
        select(DatedSetting, User.name)
        .outerjoin(User, User.id == DatedSetting.actor_id)
        .order_by(DatedSetting.valid_from.desc(), DatedSetting.id.desc())
        .limit(limit)
    )
    return [(value, name) for value, name in session.execute(rows)]


def last_value_between(name: str, start: datetime, end: datetime) -> datetime | None:
    """From when the last value counts that begins in a stretch of time."""
    is_there = DatedSetting.name == name, DatedSetting.valid_from >= start, DatedSetting.valid_from < end
    return session.scalar(select(func.max(DatedSetting.valid_from)).where(*is_there))


def categories() -> Sequence[Category]:
    """The shelves that goods can stand on."""
    return session.scalars(select(Category).where(Category.archived_at.is_(None)).order_by(Category.position)).all()


def find_seller(text: str) -> Seller | None:
    """A shop by the end of its address, or by its name when no other shop is called so."""
    found = session.scalars(select(Seller).where(or_(Seller.slug == text, Seller.name == text)).limit(3)).all()
    by_slug = [seller for seller in found if seller.slug == text]
    return (by_slug or found)[0] if len(found) == 1 or by_slug else None


def shops(*, limit: int) -> Sequence[tuple[str, str]]:
    """The ends of shops' addresses with their names, by name."""
    rows = session.execute(select(Seller.slug, Seller.name).order_by(Seller.name, Seller.id).limit(limit))
    return [(slug, name) for slug, name in rows]


def _with_names() -> Select[CommissionRule, str, str]:
    return (
        select(CommissionRule, Seller.name, Category.name)
        .outerjoin(Seller, Seller.id == CommissionRule.seller_id)
        .outerjoin(Category, Category.id == CommissionRule.category_id)
    )


def _rules(query: Select[CommissionRule, str, str]) -> list[Rule]:
    return [Rule(rule, seller_name, category_name) for rule, seller_name, category_name in session.execute(query)]


def _is_in_force(moment: datetime) -> ColumnElement[bool]:
    return and_(CommissionRule.valid_from <= moment, _has_not_ended(moment))


def _has_not_ended(moment: datetime) -> ColumnElement[bool]:
    return or_(CommissionRule.valid_until.is_(None), CommissionRule.valid_until > moment)
