"""How assistance is asked for, agreed to and ended."""

import secrets

from app import audit
from app.accounts.commands.begun import Newcomer, begin_account
from app.accounts.queries import accounts
from app.accounts.rules import fold_email, mask_email
from app.assistance import queries, rules
from app.assistance.errors import CodeTooOld, NoLongerHelping, OwnAddress
from app.clock import now
from app.db import session
from app.models.assistance import Agreement, Assistance
from app.outbox import emit
from app.settings import setting


def ask(helper_id: int, *, email: str) -> Assistance:
    """Ask whoever has this address; the code goes to its mailbox. One that holds already stays as it is.

    Nothing that the helper sees tells whether somebody has the address. Raises OwnAddress.
    """
    helper = accounts.lock_user(helper_id)
    email_folded = fold_email(email)
    if email_folded == helper.email_folded:
        raise OwnAddress
    address_hash = rules.hash_address(email_folded, key=setting("SECRET_KEY"))
    assistance = queries.find_open(helper_id, address_hash)
    if assistance is not None and assistance.agreed_at is not None:
        if queries.does_hold(assistance):
            return assistance
        _end(assistance, by_id=None, because="over by its time or with the role")
        assistance = None
    person = accounts.find_user_by_email(email_folded)
    if assistance is None:
        assistance = Assistance(
            helper_id=helper_id, address_hash=address_hash, address_masked=mask_email(email.strip())
        )
    assistance.person_id = person.id if person else None
    assistance.text_version, assistance.code_salt = rules.TEXT_VERSION, secrets.token_hex(16)
    assistance.asked_at, assistance.wrong_codes = now(), 0
    session.add(assistance)
    session.flush()
    audit.record("assistance.asked", assistance)
    emit("assistance.asked", assistance_id=assistance.id)
    return assistance


def ask_newcomer(helper_id: int, newcomer: Newcomer) -> Assistance:
    """Begin an account for somebody who has none, and ask; who has one is asked all the same. Raises OwnAddress."""
    begin_account(newcomer)
    return ask(helper_id, email=newcomer.email)


def agree_by_code(assistance_id: int, *, helper_id: int, code: str) -> bool:
    """The person told the helper the code; False, and one try less, for a wrong one. Raises NotFound, CodeTooOld."""
    assistance = queries.lock_of_helper(assistance_id, helper_id)
    if assistance.agreed_at is not None and assistance.ended_at is None:
        return True
    if assistance.ended_at is not None or not rules.takes_codes(assistance, now()):
        raise CodeTooOld
    if not rules.is_code(assistance, code, key=setting("SECRET_KEY")):
        assistance.wrong_codes += 1
        return False
    _agree(assistance, Agreement.CODE)
    return True


def agree_in_account(assistance_id: int, *, person_id: int) -> None:
    """The person says yes while signed in; a second time changes nothing. Raises NotFound, CodeTooOld."""
    assistance = queries.lock_of_person(assistance_id, person_id)
    if assistance.agreed_at is not None and assistance.ended_at is None:
        return
    if assistance.ended_at is not None or now() > assistance.asked_at + rules.REQUEST_LIFE:
        raise CodeTooOld
    _agree(assistance, Agreement.ACCOUNT)


def end_as_person(assistance_id: int, *, person_id: int) -> None:
    """The person wants no help, or no more; it ends with the helper's next request. Raises NotFound."""
    _end(queries.lock_of_person(assistance_id, person_id), by_id=person_id, because="ended by the person")


def end_as_helper(assistance_id: int, *, helper_id: int) -> None:
    """The helper gives it back. Raises NotFound."""
    _end(queries.lock_of_helper(assistance_id, helper_id), by_id=helper_id, because="ended by the helper")


def end_as_admin(assistance_id: int, *, admin_id: int, reason: str) -> None:
    """An admin ends it, whatever both want. Raises NotFound."""
    _end(queries.lock_any(assistance_id), by_id=admin_id, because=reason)


def end_with_role(helper_id: int) -> None:
    """Who is no helper any more helps nobody; one who was made a helper again meanwhile keeps what is newer."""
    for assistance in queries.lock_open_of_helper(helper_id):
        if not queries.does_hold(assistance):
            _end(assistance, by_id=None, because="over by its time or with the role")


def ask_to_finish(assistance_id: int, *, helper_id: int) -> None:
    """Send the person the link to what only the person can do. Raises NotFound, NoLongerHelping."""
    assistance = queries.lock_of_helper(assistance_id, helper_id)
    if not queries.does_hold(assistance):
        raise NoLongerHelping
    audit.record("assistance.handed_over", assistance)
    emit("assistance.handed_over", assistance_id=assistance.id)


def _agree(assistance: Assistance, how: Agreement) -> None:
    assistance.agreed_at, assistance.agreed_by = now(), how
    assistance.expires_at = assistance.agreed_at + setting("ASSISTANCE_LIFE")
    assistance.text_version = rules.TEXT_VERSION
    session.flush()
    audit.record("assistance.agreed", assistance, by=how.value, text_version=assistance.text_version)
    emit("assistance.agreed", assistance_id=assistance.id)


def _end(assistance: Assistance, *, by_id: int | None, because: str) -> None:
    if assistance.ended_at is None:
        assistance.ended_at, assistance.ended_by_id = now(), by_id
        session.flush()
        audit.record("assistance.ended", assistance, because=because)
