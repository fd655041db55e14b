"""The seller's home."""

from flask import render_template
from flask_login import current_user

from app.money import format_rupiah
from app.payouts.queries import balances as payouts
from app.seller_centre import queries
from app.seller_centre.opening import opening_of
from app.seller_centre.tasks import tasks_of
from app.sellers.queries.standing import find_suspension
from app.web.charts import bars
from app.web.filters import hari, rupiah_singkat
from app.web.guards import (
    EVERY_MEMBER,
    NOBODY,
    OWNING,
    SUSPENDED,
    Helpers,
    current_membership,
    may_open,
    seller_blueprint,
)
from app.web.identity import SUSPENDED_BOOKKEEPER

bp = seller_blueprint("seller_centre", __name__, readers=EVERY_MEMBER, writers=NOBODY, helpers=Helpers.MAY)


@bp.get("")
def home() -> str:
    """What to do next, the week, the balance; who keeps the books of a suspended shop reads only that it is one."""
    membership = current_membership()
    if membership.role == SUSPENDED_BOOKKEEPER:
        return render_template("seller_centre/suspended.html", shop=membership)
    week = queries.sales_of_week(membership.seller_id)
    is_suspended = membership.role in SUSPENDED
    today = queries.today(membership.seller_id)
    tasks = [task for task in tasks_of(membership.seller_id, today) if may_open(task.endpoint)]
    return render_template(
        "seller_centre/home.html",
        name=current_user.helped.name if current_user.helped else current_user.name,
        shop=membership,
        today=today,
        tasks=tasks,
        opening=[] if is_suspended else opening_of(membership.seller_id, today),
        balance=payouts.balance_of(membership.seller_id),
        week_amount=sum(amount for _day, amount in week),
        week=bars([(hari(day), amount) for day, amount in week], write=rupiah_singkat, spell=format_rupiah),
        orders=queries.latest_orders(membership.seller_id),
        suspension=find_suspension(membership.seller_id) if is_suspended else None,
        may_leave=membership.role not in OWNING,
    )
