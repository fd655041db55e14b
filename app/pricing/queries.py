"""The rules that prices are reckoned by."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select

from app.db import session
from app.models.order import CommissionRule


def rules_in_force(moment: datetime) -> Sequence[CommissionRule]:
    """The rules of this moment in their order."""
    return session.scalars(
        select(CommissionRule)
        .where(
            CommissionRule.valid_from <= moment,
            or_(CommissionRule.valid_until.is_(None), CommissionRule.valid_until > moment),
        )
        .order_by(CommissionRule.position)
    ).all()
