"""The example people, whose password everybody knows."""

from dataclasses import dataclass

from sqlalchemy import select

from app.accounts import passwords
from app.accounts.commands import accounts
from app.accounts.rules import PRIVACY, PUBLIC_PASSWORD, TERMS
from app.clock import now
from app.crypto import Vault
from app.db import session
from app.models.account import Address, Consent, RoleName, User, UserRole
from app.models.payout import PayoutAccount
from app.models.seller import ApplicationStatus, MemberRole, Seller, SellerApplication, SellerMember
from app.outbox import emit
from app.settings import setting


@dataclass(frozen=True)
class ExampleApplication:
    """A wish to sell, with made-up numbers."""

    key: str
    shop_name: str
    village_code: str
    summary: str
    nik: str
    bank_code: str
    bank_account: str


DOMAIN = "@contoh.id"
PEOPLE = {
    "dewi": "Dewi Lestari",
    "ani": "Ani Rahmawati",
    "budi": "Budi Santoso",
    "citra": "Citra Anggraini",
    "eko": "Eko Prasetyo",
    "fitri": "Fitri Handayani",
    "gita": "Gita Permata",
    "hasan": "Hasan Basri",
    "indah": "Indah Kusuma",
}
MEMBERS = (
    ("ani", "lada-kemuja-makmur", MemberRole.OWNER),
    ("budi", "lada-kemuja-makmur", MemberRole.STAFF),
    ("citra", "lada-airgegas-delas", MemberRole.OWNER),
)
ROLES = (("eko", RoleName.SUPERADMIN), ("fitri", RoleName.SUPERADMIN), ("indah", RoleName.MENTOR))
ADDRESSES = (
    ("Jalan Tebet Barat Dalam 12, RT 004 RW 005", "31.74.01", "12820"),
    ("Jalan Depati Hamzah 8, Kelurahan Semabung Lama", "19.71.01", "33135"),
)
APPLICATIONS = (
    ExampleApplication(
        "gita", "Dapur Rusip Toboali", "19.03.01.1002", "Rusip, calok dan sambal lingkung dari hasil laut Toboali.",
        nik="1903014107910001", bank_code="120", bank_account="1400912345678",
    ),
    ExampleApplication(
        "hasan", "Anyaman Resam Mendo", "19.01.04.2008", "Tas, topi dan bakul anyaman resam buatan tangan.",
        nik="1901041208850001", bank_code="002", bank_account="330101012345535",
    ),
)  # fmt: skip


def emails() -> list[str]:
    """The addresses of the example people."""
    return [key + DOMAIN for key in PEOPLE]


def seed_people() -> int:
    """The people with their shops, rights, addresses and applications; returns how many were new."""
    known = set(session.scalars(select(User.email_folded)))
    names = {key: name for key, name in PEOPLE.items() if key + DOMAIN not in known}
    password_hash = passwords.hash_password(PUBLIC_PASSWORD) if names else ""
    users = {key: _user(key, name, password_hash) for key, name in names.items()}
    session.add_all(users.values())
    session.flush()
    for user in users.values():
        for purpose in (TERMS, PRIVACY):
            session.add(Consent(user_id=user.id, purpose=purpose, text_version=accounts.TEXT_VERSION))
    for key, right in ROLES:
        if key in users:
            session.add(UserRole(user_id=users[key].id, role=right))
    for key, slug, role in MEMBERS:
        seller_id = session.scalar(select(Seller.id).where(Seller.slug == slug))
        if key in users and seller_id is not None:
            session.add(SellerMember(seller_id=seller_id, user_id=users[key].id, role=role))
            if role == MemberRole.OWNER:
                session.add(_bank_account(seller_id, holder_name=users[key].name))
    if "dewi" in users:
        session.add_all(_addresses(users["dewi"]))
    for example in APPLICATIONS:
        if example.key in users:
            application = _application(users[example.key], example)
            session.add(application)
            session.flush()
            emit("demo.application_added", application_id=application.id)
    return len(users)


def _user(key: str, name: str, password_hash: str) -> User:
    email = key + DOMAIN
    return User(
        name=name,
        email=email,
        email_folded=email,
        phone="+6281200000000",
        password_hash=password_hash,
        confirmed_at=now(),
    )


def _addresses(user: User) -> list[Address]:
    return [
        Address(
            user_id=user.id,
            recipient_name=user.name,
            phone="+6281200000000",
            street=street,
            district_code=district_code,
            postal_code=postal_code,
            is_default=place == 0,
        )
        for place, (street, district_code, postal_code) in enumerate(ADDRESSES)
    ]


def _application(user: User, example: ExampleApplication) -> SellerApplication:
    vault = Vault(setting("DATA_KEY"))
    nik, account = vault.seal(example.nik), vault.seal(example.bank_account)
    return SellerApplication(
        applicant_id=user.id,
        status=ApplicationStatus.SUBMITTED,
        legal_name=user.name,
        shop_name=example.shop_name,
        phone="+6281200000000",
        nik_encrypted=nik.ciphertext,
        nik_key_id=nik.key_id,
        nik_last_digits=example.nik[-4:],
        product_summary=example.summary,
        story="Usaha rumahan yang ingin menjangkau pembeli di luar pulau.",
        business_form="perorangan",
        workers=2,
        turnover_amount=84_000_000,
        street="RT 003 RW 001",
        district_code=example.village_code[:8],
        village_code=example.village_code,
        bank_code=example.bank_code,
        bank_holder=user.name,
        bank_account_encrypted=account.ciphertext,
        bank_account_key_id=account.key_id,
        bank_account_last_digits=example.bank_account[-4:],
        submitted_at=now(),
    )


def _bank_account(seller_id: int, *, holder_name: str) -> PayoutAccount:
    number = f"14009{seller_id:08}"
    sealed = Vault(setting("DATA_KEY")).seal(number)
    return PayoutAccount(
        seller_id=seller_id,
        bank_code="120",
        holder_name=holder_name,
        number_encrypted=sealed.ciphertext,
        number_key_id=sealed.key_id,
        number_last_digits=number[-4:],
    )
