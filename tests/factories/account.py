"""People and their addresses."""

from argon2 import PasswordHasher
from factory import LazyAttribute, Sequence, Trait

from app import clock
from app.models.account import Address, RoleName, User, UserRole
from tests.factories import RowFactory

PASSWORD = "sebalai-contoh"
PASSWORD_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


class UserFactory(RowFactory):
    class Meta:
        model = User

    name = Sequence(lambda n: f"Orang {n}")
    email = Sequence(lambda n: f"orang{n}@contoh.id")
    email_folded = LazyAttribute(lambda row: row.email.casefold())
    phone = "+6281234567890"
    password_hash = PASSWORD_HASH
    confirmed_at = LazyAttribute(lambda _row: clock.now())

    class Params:
        unconfirmed = Trait(confirmed_at=None)


class UserRoleFactory(RowFactory):
    class Meta:
        model = UserRole

    role = RoleName.REVIEWER


class AddressFactory(RowFactory):
    class Meta:
        model = Address

    recipient_name = "Dewi Lestari"
    phone = "+6281234567890"
    street = "Jalan Tebet Raya 1"
    district_code = "31.74.01"
    postal_code = "12820"
    is_default = True
