"""Browsers of people who have signed in."""

from app.accounts.commands import accounts
from app.db import transaction
from app.models.account import User
from tests.browser import Browser


def signed_in(browser: Browser, user: User) -> Browser:
    """The browser, now holding a session of this person."""
    with transaction():
        token = accounts.open_session(user.id)
    browser.sign_in(token)
    return browser
