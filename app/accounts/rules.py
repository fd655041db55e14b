"""How e-mail addresses, phone numbers and passwords are read."""

import re
import unicodedata

import phonenumbers
from email_validator import EmailNotValidError, validate_email

TERMS, PRIVACY, MARKETING = "terms", "privacy", "marketing"  # the purposes of consents
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
LONGEST_EMAIL = 254
ENDINGS = "com|net|org|id|co|ly|me|xyz|info|shop|site|online|io|app|link|top|biz|my|sg|store|club|live|click|dev|cc|tv"
TITLES = "h|hj|m|moh|mohd|muh|r|rd|drs|dra|dr|drg|ir|prof|kh|st|tn|ny|bpk|sdr|sdri"
LIKE_A_SITE = re.compile(
    rf"(?<![\w-])(?!(?<!\.)(?:{TITLES})\.)[\w-]+\.(?:{ENDINGS})(?!\w)",  # Moh.Ridwan is no site, and nor is Hj.My
    re.IGNORECASE,
)
PUBLIC_PASSWORD = "sebalai-contoh"  # noqa: S105 - of the example accounts: printed by make run
COMMON_PASSWORDS = frozenset(
    (
        PUBLIC_PASSWORD,
        "1234567890",
        "0123456789",
        "12345678910",
        "qwertyuiop",
        "password123",
        "passwordku",
        "bismillah123",
        "indonesia1",
        "indonesia123",
        "sayangkamu",
        "katasandi1",
        "rahasia123",
        "bangkabelitung",
        "pangkalpinang",
    )
)


def fold_email(email: str) -> str:
    """One spelling per mailbox: no outer spaces, compatible characters, lower case."""
    return unicodedata.normalize("NFKC", email.strip()).casefold()


def is_email(email: str) -> bool:
    """Whether any mail server can be asked to deliver there; whether it arrives is learnt by confirming."""
    try:
        validate_email(email.strip(), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return False
    return len(email) <= LONGEST_EMAIL and email.isascii()


def is_name(text: str) -> bool:
    """Whether a mail may greet somebody so: one line without anything that looks like the address of a page."""
    return is_plain_line(text) and "/" not in text and not LIKE_A_SITE.search(text)


def is_plain_line(text: str) -> bool:
    """Whether a text is one line without the address of a page."""
    return text.strip().isprintable() and "://" not in text and "www." not in text.casefold()


def phone_e164(text: str) -> str | None:
    """A phone number as +62…; None when no phone rings there."""
    try:
        number = phonenumbers.parse(text, "ID")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def mask_phone(number: str) -> str:
    """A phone number that tells its owner which one it is, and nobody else: +62•••••••890."""
    return number[:3] + "•" * max(len(number) - 6, 0) + number[-3:]


def mask_email(email: str) -> str:
    """An address that tells who typed it which one it is, and nobody else: s…@contoh.id."""
    name, _at, domain = email.rpartition("@")
    return f"{name[:1]}…@{domain}"


def is_guessable(password: str, *, email: str) -> bool:
    """Whether the password is among the first that anybody would try."""
    folded = password.casefold()
    name = fold_email(email).split("@")[0]
    return folded in COMMON_PASSWORDS or folded == fold_email(email) or len(set(folded)) < 4 or folded == name * 2
