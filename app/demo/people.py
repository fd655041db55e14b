"""The example people, whose password everybody knows."""

from sqlalchemy import select

from app.accounts import commands as accounts
from app.accounts import passwords
from app.accounts.rules import PRIVACY, PUBLIC_PASSWORD, TERMS
from app.clock import now
from app.db import session
from app.models.account import Address, Consent, RoleName, User, UserRole
from app.models.seller import ApplicationStatus, MemberRole, Seller, SellerApplication, SellerMember

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
}
MEMBERS = (
    ("ani", "lada-kemuja-makmur", MemberRole.OWNER),
    ("budi", "lada-kemuja-makmur", MemberRole.STAFF),
    ("citra", "lada-airgegas-delas", MemberRole.OWNER),
)
ADMINS = ("eko", "fitri")
ADDRESSES = (
    ("Jalan Tebet Barat Dalam 12, RT 004 RW 005", "31.74.01", "12820"),
    ("Jalan Depati Hamzah 8, Kelurahan Semabung Lama", "19.71.01", "33135"),
)
APPLICATIONS = (
    ("gita", "Dapur Rusip Toboali", "19.03.01", "Rusip, calok dan sambal lingkung dari hasil laut Toboali."),
    ("hasan", "Anyaman Resam Mendo", "19.01.04", "Tas, topi dan bakul anyaman resam buatan tangan."),
)


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
    for key in ADMINS:
        if key in users:
            session.add(UserRole(user_id=users[key].id, role=RoleName.SUPERADMIN))
    for key, slug, role in MEMBERS:
        seller_id = session.scalar(select(Seller.id).where(Seller.slug == slug))
        if key in users and seller_id is not None:
            session.add(SellerMember(seller_id=seller_id, user_id=users[key].id, role=role))
    if "dewi" in users:
        session.add_all(_addresses(users["dewi"]))
    session.add_all(_application(users[key], *rest) for key, *rest in APPLICATIONS if key in users)
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


def _application(user: User, shop_name: str, district_code: str, summary: str) -> SellerApplication:
    return SellerApplication(
        applicant_id=user.id,
        status=ApplicationStatus.SUBMITTED,
        shop_name=shop_name,
        phone="+6281200000000",
        nik_last_digits="0001",
        product_summary=summary,
        story="Usaha rumahan yang ingin menjangkau pembeli di luar pulau.",
        street="RT 003 RW 001",
        district_code=district_code,
        submitted_at=now(),
    )
