"""What the accounts refuse."""

from app.errors import DomainError
from app.i18n import lazy_gettext


class WrongPassword(DomainError):
    """E-mail and password do not belong together; which of them is wrong stays unsaid."""

    code = "wrong_password"
    message = lazy_gettext("E-mail atau kata sandi tidak cocok. Periksa lalu coba lagi.")


class NotProven(WrongPassword):
    """Somebody who is signed in typed another password than the own one."""

    message = lazy_gettext("Kata sandi salah. Ketik kata sandi akun Anda sendiri.")


class StaleToken(DomainError):
    """The link was used, is too old, or belongs to another address."""

    code = "stale_token"
    message = lazy_gettext("Tautan ini sudah tidak berlaku. Minta tautan baru.")


class SameEmail(DomainError):
    """The new address is the present one."""

    code = "same_email"
    message = lazy_gettext("Ini sudah alamat e-mail akun Anda.")


class EmailTaken(DomainError):
    """Somebody opened an account with the address, or moved one to it, while it waited."""

    code = "email_taken"
    message = lazy_gettext("Alamat ini sudah dipakai akun lain. Pilih alamat lain, atau masuk dengan akun itu.")


class OtherAccount(DomainError):
    """The link moves the account of another person than the one who is signed in."""

    code = "other_account"
    message = lazy_gettext("Tautan ini untuk akun lain. Masuklah dengan akun yang meminta penggantian alamat.")


class TooManyAddresses(DomainError):
    """Every page that shows addresses shows all of them."""

    code = "too_many_addresses"
    message = lazy_gettext("Buku alamat Anda penuh. Hapus alamat yang tidak dipakai lagi.")


class OwnRoles(DomainError):
    """Nobody decides about oneself."""

    code = "own_roles"
    message = lazy_gettext("Anda tidak dapat mengubah peran Anda sendiri.")


class LastSuperadmin(DomainError):
    """Somebody must be able to give roles."""

    code = "last_superadmin"
    message = lazy_gettext("Superadmin terakhir tidak dapat dicabut. Beri peran itu kepada orang lain dahulu.")


class NotConfirmed(DomainError):
    """Who has not shown to own the address gets no rights by it."""

    code = "not_confirmed"
    message = lazy_gettext("Orang ini belum mengonfirmasi alamat e-mailnya, jadi belum dapat menerima peran.")


class OwnTrade(DomainError):
    """Whoever sells here does not make the rules for what is sold."""

    code = "own_trade"
    message = lazy_gettext("Anda bekerja untuk sebuah toko di sini; aturan untuk penjual diubah rekan Anda.")
