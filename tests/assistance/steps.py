"""What helpers and people do, one step each."""

from app.assistance import rules
from app.assistance.commands import acting, agreement
from app.db import session, transaction
from app.models.account import User
from app.models.assistance import Assistance
from app.settings import setting
from tests.browser import Browser


def ask(helper: User, email: str) -> Assistance:
    """A helper asks at an address."""
    with transaction():
        return agreement.ask(helper.id, email=email)


def code_of(assistance: Assistance) -> str:
    """The code as it stands in the mail."""
    return rules.code_of(session.get_one(Assistance, assistance.id), key=setting("SECRET_KEY"))


def agree(helper: User, person: User) -> Assistance:
    """The person tells the helper the code."""
    assistance = ask(helper, person.email)
    with transaction():
        assert agreement.agree_by_code(assistance.id, helper_id=helper.id, code=code_of(assistance))
    return assistance


def help_with(browser: Browser, helper: User, person: User) -> Assistance:
    """The helper's browser acts for the person who agreed."""
    assistance = agree(helper, person)
    with browser.http.session_transaction() as cookie:
        token = cookie["_user_id"]
    with transaction():
        acting.begin(assistance.id, helper_id=helper.id, token=token)
    browser.get("/akun")
    return assistance
