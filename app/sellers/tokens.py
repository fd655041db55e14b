"""The link of an invitation: signed, timed, bound to the invitation and to its address."""

import hashlib

from itsdangerous import BadData, URLSafeTimedSerializer

from app.models.seller import SellerInvitation
from app.sellers.errors import StaleInvitation
from app.settings import setting

INVITATION_SECONDS = 7 * 24 * 3600


def make_token(invitation: SellerInvitation) -> str:
    """A token for one invitation of one address."""
    return _serializer().dumps([invitation.id, _address_of(invitation)])


def invitation_id_of(token: str) -> int:
    """Which invitation this claims to be. Raises StaleInvitation."""
    invitation_id, _claimed = _read(token)
    return invitation_id


def check_token(token: str, invitation: SellerInvitation) -> None:
    """Raises StaleInvitation when the token was not made for this invitation and its address."""
    if _read(token) != (invitation.id, _address_of(invitation)):
        raise StaleInvitation


def _read(token: str) -> tuple[int, str]:
    try:
        invitation_id, address = _serializer().loads(token, max_age=INVITATION_SECONDS)
    except (BadData, ValueError, TypeError) as error:
        raise StaleInvitation from error
    return int(invitation_id), str(address)


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(setting("SECRET_KEY"), salt="seller-invitation")


def _address_of(invitation: SellerInvitation) -> str:
    return hashlib.sha256(invitation.email_folded.encode()).hexdigest()[:24]
