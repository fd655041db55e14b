"""Guesses are slowed, never locked out: limits per address for forms, per account and address for passwords.

Whoever signed in on this browser before is no stranger to the account: what strangers try does not lock them out.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from flask import g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from app.settings import setting

KNOWN = "sebalai-kenal"
KNOWN_SECONDS = 365 * 24 * 3600
CODE_TRIES = "code-tries"
PROOF_TRIES = "proof-tries"
VOUCHER_TRIES = "voucher-tries"  # looking at the checkout and placing are one and the same guess

limiter = Limiter(key_func=get_remote_address)


def forms_per_address() -> str:
    """The generous limit of one address on forms that cost work or send mail; a whole village can share one."""
    return str(setting("LIMIT_FORMS_PER_ADDRESS"))


def sign_in_per_account() -> str:
    """The limit of failed passwords on one account from one address."""
    return str(setting("LIMIT_SIGN_IN_PER_ACCOUNT"))


def email_changes_per_person() -> str:
    """The limit of new addresses for one person: each attempt sends mail to an address somebody typed."""
    return str(setting("LIMIT_EMAIL_CHANGES_PER_PERSON"))


def sign_in_by_strangers() -> str:
    """The limit of failed passwords on one account from all browsers that never signed in to it."""
    return str(setting("LIMIT_SIGN_IN_BY_STRANGERS"))


def mails_per_recipient() -> str:
    """The limit of mails that anybody can have sent to one address."""
    return str(setting("LIMIT_MAILS_PER_RECIPIENT"))


def requests_per_helper() -> str:
    """The limit of mails that one helper can have sent: each goes to an address somebody typed."""
    return str(setting("LIMIT_REQUESTS_PER_HELPER"))


def voucher_tries_per_person() -> str:
    """The limit of unknown voucher codes that one person types."""
    return str(setting("LIMIT_VOUCHER_TRIES_PER_PERSON"))


def who_guesses() -> str:
    """What guesses of voucher codes are counted by."""
    return f"voucher:{current_user.id}" if current_user.is_authenticated else "voucher:nobody"


def was_a_wrong_guess(_response: Response) -> bool:
    """Whether this request named a voucher or a code that is not there; the page that looked for it says so."""
    return bool(g.get("guessed_wrong"))


@contextmanager
def guessing() -> Iterator[None]:
    """What is tried inside was a wrong guess unless it goes well."""
    g.guessed_wrong = True
    yield
    g.guessed_wrong = False


def code_tries_per_order() -> str:
    """The limit of wrong codes that are typed for one parcel that somebody fetches."""
    return str(setting("LIMIT_CODE_TRIES_PER_ORDER"))


def which_order() -> str:
    """What guesses of a buyer's code are counted by."""
    return f"order:{(request.view_args or {}).get('order_id')}"


limit_forms = limiter.limit(forms_per_address, methods=["POST"])


def who_proves() -> str:
    """What wrong passwords of somebody who is signed in are counted by."""
    return f"proof:{current_user.id}" if current_user.is_authenticated else "proof:nobody"


def was_password_refused(response: Response) -> bool:
    """Whether a form with a password was refused; without one a mistake costs no try."""
    is_typed = any(name.endswith("password") and text for name, text in request.form.items())
    return response.status_code == 422 and is_typed


limit_passwords = limiter.shared_limit(
    sign_in_per_account,
    PROOF_TRIES,  # whoever sits at an open browser has as many tries on all pages together
    key_func=who_proves,
    methods=["POST"],
    deduct_when=was_password_refused,
)


def account_named(email_folded: str) -> str:
    """What is counted by account, without keeping its address."""
    return "account:" + hashlib.sha256(email_folded.encode(errors="replace")).hexdigest()


def remember_browser(response: Response, account: str) -> None:
    """This browser has signed in to the account."""
    response.set_cookie(
        KNOWN,
        _signer().dumps(account),
        max_age=KNOWN_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=setting("SESSION_COOKIE_SECURE"),
    )


def is_known_browser(account: str) -> bool:
    """Whether this browser has signed in to the account before."""
    try:
        return bool(_signer().loads(request.cookies.get(KNOWN, "")) == account)
    except BadSignature:
        return False


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(setting("SECRET_KEY"), salt="known-browser")
