"""Who is counted: people who look at a page. Robots say in their User-Agent what they are, mostly with an address."""

import re

from flask import request
from flask_login import current_user

from app.web.csrf import is_signed_in

BROWSERS = ("Mozilla/", "Opera/", "UCWEB/")  # how the names of all browsers begin; tools and previews have others
ROBOTS = re.compile(r"(?<!cu)bot\b|crawl|spider|slurp|https?://", re.IGNORECASE)  # Cubot makes telephones


def who_asks() -> str:
    """What tells the person of this request from others: the account, or the address where nobody is signed in."""
    return f"account {current_user.id}" if is_signed_in() else request.remote_addr or ""


def who_looks() -> str | None:
    """The same of who opens this page; None for a robot, and for a page that is fetched ahead."""
    named = request.user_agent.string
    is_ahead = "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    if request.method != "GET" or is_ahead or not named.startswith(BROWSERS) or ROBOTS.search(named):
        return None
    return who_asks()


def works_for(seller_id: int) -> bool:
    """Whether the person of this request is in the team of a shop: nobody counts for the own shop."""
    if not is_signed_in():
        return False
    return any(membership.seller_id == seller_id for membership in current_user.memberships)
