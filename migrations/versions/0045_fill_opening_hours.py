"""What shops wrote about their hours becomes rows where it can be read; hours without days were said of every day."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0045_fill_opening_hours"
down_revision = "0044_opening_hours"
branch_labels = None
depends_on = None

DAYS = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")
DAY = "|".join(DAYS)
HOURS = re.compile(
    rf"(?:setiap hari,?\s+|(?P<first>{DAY})\s*[-–]\s*(?P<last>{DAY}),?\s+)?"
    r"(\d{1,2})[.:](\d{2})\s*[-–]\s*(\d{1,2})[.:](\d{2})"
)


def upgrade() -> None:
    connection = op.get_bind()
    sellers = sa.table("sellers", sa.column("id"), sa.column("opening_hours"))
    hours = sa.table("opening_hours", *(sa.column(name) for name in ("seller_id", "weekday", "opens", "closes")))
    rows = [
        {"seller_id": seller_id, "weekday": day, "opens": opens, "closes": closes}
        for seller_id, text in connection.execute(sa.select(sellers.c.id, sellers.c.opening_hours)).all()
        for day, opens, closes in _week(text)
    ]
    if rows:
        connection.execute(hours.insert(), rows)


def downgrade() -> None:
    op.execute("DELETE FROM opening_hours")


def _week(text: str) -> list[tuple[int, int, int]]:
    found = HOURS.fullmatch(text.strip().casefold())
    if found is None:
        return []
    hour, minute, last_hour, last_minute = (int(part) for part in found.groups()[-4:])
    opens, closes = hour * 60 + minute, last_hour * 60 + last_minute
    if not opens < closes <= 24 * 60:
        return []
    first, last = (DAYS.index(found[name]) if found[name] else place for name, place in (("first", 0), ("last", 6)))
    return [(day, opens, closes) for day in range(7) if (day - first) % 7 <= (last - first) % 7]
