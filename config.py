"""Every setting of Sebalai, grouped and typed. Nothing else reads the environment."""

import json
import os
import secrets
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
MODES = ("demo", "production")
GATEWAYS = ("sandbox", "stripe", "midtrans", "transfer", "cod")
KEYS_OF = {
    "stripe": ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRETS"),
    "midtrans": ("MIDTRANS_SERVER_KEY",),
    "transfer": ("TRANSFER_BANK", "TRANSFER_ACCOUNT", "TRANSFER_HOLDER"),
}
RATES = ("table", "biteship", "rajaongkir")
SEARCH_ENGINES = ("whoosh", "postgres")
MAIL_SCHEMES = ("smtp", "smtp+tls", "smtps")
MESSENGERS = ("email", "log")
REMEMBERED = ("SEBALAI_MODE", "DATABASE_URL", "SEARCH_ENGINE", "HOST", "PORT", "BASE_URL")


class ConfigError(Exception):
    """The settings cannot carry the shop; the message names everything that is missing at once."""


class Config:
    """Settings read once from the environment. Raises ConfigError for a value that cannot be read."""

    TESTING = False

    def __init__(self, env: Mapping[str, str]) -> None:
        self.DATA_DIR = _data_dir(env)
        self.MODE = env.get("SEBALAI_MODE") or "production"
        if self.MODE not in MODES:
            raise ConfigError(f"SEBALAI_MODE must be one of {', '.join(MODES)}, not {self.MODE!r}")
        demo = self.MODE == "demo"

        # Where the shop answers
        self.HOST = env.get("HOST", "127.0.0.1")
        self.PORT = _integer(env, "PORT", 8000, lowest=1, highest=65535)
        self.BASE_URL = env.get("BASE_URL", f"http://{_browsable(self.HOST)}:{self.PORT}" if demo else "").rstrip("/")
        self.TRUSTED_HOSTS = [host for host in env.get("TRUSTED_HOSTS", "").split(",") if host] or None
        self.WEB_WORKERS = _integer(env, "WEB_WORKERS", 1, lowest=1, highest=64)
        self.WEB_THREADS = _integer(env, "WEB_THREADS", 8, lowest=2, highest=256)
        self.PROXY_HOPS = _integer(env, "PROXY_HOPS", 0, lowest=0, highest=5)

        # Where the shop remembers
        self.DATABASE_URL = env.get("DATABASE_URL") or f"sqlite:///{self.DATA_DIR / 'sebalai.db'}"
        self.SQLALCHEMY_DATABASE_URI = _with_psycopg(self.DATABASE_URL)

        # Where the search index is kept: files of this machine, or the PostgreSQL that many machines share
        self.SEARCH_ENGINE = env.get("SEARCH_ENGINE") or "whoosh"
        if self.SEARCH_ENGINE not in SEARCH_ENGINES:
            raise ConfigError(f"SEARCH_ENGINE must be one of {', '.join(SEARCH_ENGINES)}, not {self.SEARCH_ENGINE!r}")
        if self.SEARCH_ENGINE == "postgres" and not self.SQLALCHEMY_DATABASE_URI.startswith("postgresql"):
            raise ConfigError("SEARCH_ENGINE=postgres needs a DATABASE_URL that begins with postgresql://")

        # So many goods of the example shop are drawn a picture; it takes a quarter of a second each
        self.EXAMPLE_PICTURES = _integer(env, "EXAMPLE_PICTURES", 10_000, lowest=0, highest=10_000)

        # Secrets: given in production, made once and kept in DATA_DIR in demo
        self.SECRET_KEY = env.get("SECRET_KEY") or (_kept_secret(self.DATA_DIR, "secret_key") if demo else "")
        self.DATA_KEY = env.get("DATA_KEY") or (_kept_secret(self.DATA_DIR, "data_key") if demo else "")

        # Cookies: __Host- needs https, which a demo on 127.0.0.1 does not have
        self.SESSION_COOKIE_SECURE = self.BASE_URL.startswith("https://")
        self.SESSION_COOKIE_NAME = "__Host-sebalai" if self.SESSION_COOKIE_SECURE else "sebalai"
        self.SESSION_COOKIE_HTTPONLY = True
        self.SESSION_COOKIE_SAMESITE = "Lax"
        self.PERMANENT_SESSION_LIFETIME = timedelta(days=30)
        self.SESSION_REFRESH_EACH_REQUEST = False  # a cookie on every answer would make every page personal
        self.MAX_CONTENT_LENGTH = 1024 * 1024  # a route that takes files raises it for itself
        self.MAX_FORM_MEMORY_SIZE = 1024 * 1024
        self.MAX_FORM_PARTS = 2000
        self.WTF_CSRF_ENABLED = False  # app/web/csrf.py checks every unsafe request, not form by form
        self.WTF_CSRF_TIME_LIMIT = None

        # Mail: to a folder unless a server is named
        self.MAIL_FROM = env.get("MAIL_FROM", "Sebalai <jangan-balas@sebalai.example>")
        self.SMTP_URL = env.get("SMTP_URL", "")
        if self.SMTP_URL and self.SMTP_URL.partition("://")[0] not in MAIL_SCHEMES:
            raise ConfigError(f"SMTP_URL must begin with one of {', '.join(MAIL_SCHEMES)}")
        self.MESSENGER = env.get("MESSENGER", "email")
        if self.MESSENGER not in MESSENGERS:
            raise ConfigError(f"MESSENGER must be one of {', '.join(MESSENGERS)}, not {self.MESSENGER!r}")

        # Payments
        gateways = env.get("PAYMENT_GATEWAYS", "sandbox,transfer,cod" if demo else "")
        self.PAYMENT_GATEWAYS = [name for name in gateways.split(",") if name]
        if unknown := sorted(set(self.PAYMENT_GATEWAYS) - set(GATEWAYS)):
            raise ConfigError(f"PAYMENT_GATEWAYS: unknown {', '.join(unknown)}; known are {', '.join(GATEWAYS)}")
        self.SANDBOX_SECRET = _kept_secret(self.DATA_DIR, "sandbox_secret") if demo else ""
        self.STRIPE_SECRET_KEY = env.get("STRIPE_SECRET_KEY", "")
        self.STRIPE_WEBHOOK_SECRETS = [each for each in env.get("STRIPE_WEBHOOK_SECRETS", "").split(",") if each]
        self.STRIPE_API_BASE = env.get("STRIPE_API_BASE", "https://api.stripe.com").rstrip("/")
        self.STRIPE_SMALLEST_AMOUNT = _integer(env, "STRIPE_SMALLEST_AMOUNT", 10_000, lowest=1, highest=10**9)
        self.MIDTRANS_SERVER_KEY = env.get("MIDTRANS_SERVER_KEY", "")
        self.MIDTRANS_API_BASE = env.get("MIDTRANS_API_BASE", "https://api.midtrans.com").rstrip("/")
        self.MIDTRANS_SNAP_BASE = env.get("MIDTRANS_SNAP_BASE", "https://app.midtrans.com").rstrip("/")
        self.GATEWAY_TIMEOUT_SECONDS = _integer(env, "GATEWAY_TIMEOUT_SECONDS", 8, lowest=1, highest=25)
        self.TRANSFER_BANK = env.get("TRANSFER_BANK", "Bank Sumsel Babel" if demo else "")
        self.TRANSFER_ACCOUNT = env.get("TRANSFER_ACCOUNT", "000 0000 000" if demo else "")
        self.TRANSFER_HOLDER = env.get("TRANSFER_HOLDER", "Sebalai (toko contoh)" if demo else "")
        self.TRANSFER_CHECK_TIME = timedelta(hours=_integer(env, "TRANSFER_CHECK_HOURS", 48, lowest=1, highest=168))

        # Couriers: prices from our table of zones, or of the day from somebody who knows them all. Answers are kept, so
        # that no page waits for them; the table holds wherever there is none.
        self.SHIPPING_RATES = env.get("SHIPPING_RATES") or "table"
        if self.SHIPPING_RATES not in RATES:
            raise ConfigError(f"SHIPPING_RATES must be one of {', '.join(RATES)}, not {self.SHIPPING_RATES!r}")
        self.BITESHIP_API_KEY = env.get("BITESHIP_API_KEY", "")
        self.BITESHIP_API_BASE = env.get("BITESHIP_API_BASE", "https://api.biteship.com").rstrip("/")
        self.RAJAONGKIR_API_KEY = env.get("RAJAONGKIR_API_KEY", "")
        self.RAJAONGKIR_API_BASE = env.get("RAJAONGKIR_API_BASE", "https://rajaongkir.komerce.id").rstrip("/")
        self.COURIER_TIMEOUT_SECONDS = _integer(env, "COURIER_TIMEOUT_SECONDS", 8, lowest=1, highest=25)
        self.COURIER_RATES_KEPT = timedelta(hours=_integer(env, "COURIER_RATES_KEPT_HOURS", 24, lowest=1, highest=168))

        # On whose account sellers hand over what goes our own way: what their courier's counter must be told. Without
        # one our own ways are not offered, for nobody would pay the courier.
        self.COURIER_ACCOUNT = env.get("COURIER_ACCOUNT", "Sebalai (contoh), pelanggan 000000" if demo else "")

        # Time: minutes and days of the trade (commerce.md, sections 3 and 4)
        self.PAYMENT_WINDOW = timedelta(minutes=_integer(env, "PAYMENT_WINDOW_MINUTES", 60, lowest=1, highest=1440))
        self.SHIP_WITHIN_DAYS = _integer(env, "SHIP_WITHIN_DAYS", 3, lowest=1, highest=60)
        self.SHIP_GRACE_DAYS = _integer(env, "SHIP_GRACE_DAYS", 2, lowest=1, highest=60)
        # What stands packed for a buyer who fetches it is kept so many days, then it is sold to somebody else
        self.PICKUP_KEPT_DAYS = _integer(env, "PICKUP_KEPT_DAYS", 7, lowest=1, highest=60)
        # Couriers charge the room of light parcels: so many cm³ count as a kilogram (6000 is usual in Indonesia)
        self.VOLUMETRIC_DIVISOR = _integer(env, "VOLUMETRIC_DIVISOR", 6000, lowest=1000, highest=20_000)
        self.COMPLETE_AFTER_SHIPPING_DAYS = _integer(env, "COMPLETE_AFTER_SHIPPING_DAYS", 7, lowest=1, highest=60)
        self.COMPLETE_AFTER_DELIVERY_DAYS = _integer(env, "COMPLETE_AFTER_DELIVERY_DAYS", 2, lowest=1, highest=60)

        # A new shop's first listings are looked at by a person before buyers see them, and how soon that happens
        self.REVIEW_FIRST_LISTINGS = _integer(env, "REVIEW_FIRST_LISTINGS", 5, lowest=0, highest=1000)
        # Edits and new photos of what is on sale are looked at too, until so many looks in a row found nothing wrong
        self.TRUSTED_AFTER = _integer(env, "TRUSTED_AFTER", 5, lowest=0, highest=1000)
        self.LISTING_REVIEW_TIME = timedelta(hours=_integer(env, "LISTING_REVIEW_HOURS", 24, lowest=1, highest=720))
        # What is on sale when a permit ends is not hidden overnight: its shop has so long to show another one
        self.PERMIT_GRACE = timedelta(days=_integer(env, "PERMIT_GRACE_DAYS", 14, lowest=0, highest=365))
        # After completion; sellers' money waits at least as long, and never longer than the 90 days of that figure
        self.RETURN_DAYS = _integer(env, "RETURN_DAYS", 7, lowest=1, highest=90)
        self.RETURN_ANSWER_DAYS = _integer(env, "RETURN_ANSWER_DAYS", 3, lowest=1, highest=60)  # working days
        # So long after its end a shop sees whom an order went to: returns and what follows them (UU PDP 27/2022)
        self.BUYER_SHOWN_DAYS = _integer(env, "BUYER_SHOWN_DAYS", self.RETURN_DAYS + 14, lowest=1, highest=365)
        # Where a seller's money goes cannot be changed and emptied in one night (reliability.md, A7)
        self.BANK_CHANGE_HOLD = timedelta(days=_integer(env, "BANK_CHANGE_HOLD_DAYS", 3, lowest=0, highest=60))
        # A refund that has not moved for so long need not be waited for, whatever its gateway says or does not say
        self.REFUND_PATIENCE = timedelta(days=_integer(env, "REFUND_PATIENCE_DAYS", 7, lowest=1, highest=90))
        # The daily comparison with the gateways goes back this far: disputes and refunds come days after the money
        self.RECONCILE_DAYS = _integer(env, "RECONCILE_DAYS", 7, lowest=1, highest=90)

        # At so many available pieces or fewer stock runs low, where the seller has not chosen another mark
        self.LOW_STOCK = _integer(env, "LOW_STOCK", 3, lowest=0, highest=1000)

        # A shop has so many products at most, archived ones apart: imports and lists of products are made for that
        self.MOST_PRODUCTS = _integer(env, "MOST_PRODUCTS", 10_000, lowest=1, highest=100_000)

        # One person may keep this many orders waiting for their money: each holds stock back from others
        self.MOST_UNPAID_GROUPS = _integer(env, "MOST_UNPAID_GROUPS", 5, lowest=1, highest=1000)

        # A seller's leave for a helper to act ends by itself; asked anew it takes one more code
        self.ASSISTANCE_LIFE = timedelta(days=_integer(env, "ASSISTANCE_DAYS", 90, lowest=1, highest=365))

        # Documents of applicants: kept as proof of the decision, then deleted (UU PDP 27/2022, article 16)
        self.DOCUMENTS_KEPT = timedelta(days=_integer(env, "DOCUMENTS_KEPT_DAYS", 365, lowest=1, highest=3650))

        # Papers behind money and tax: as long as the books themselves (UU KUP article 28, PP 80/2019 article 59)
        self.TRADE_PAPERS_KEPT = timedelta(days=_integer(env, "TRADE_PAPERS_KEPT_DAYS", 3653, lowest=1, highest=36525))

        # Limits: never off; addresses are generous because a whole village can share one
        self.RATELIMIT_STORAGE_URI = env.get("LIMIT_STORAGE_URI", "memory://")
        self.RATELIMIT_HEADERS_ENABLED = False
        self.LIMIT_SIGN_IN_PER_ACCOUNT = env.get("LIMIT_SIGN_IN_PER_ACCOUNT", "10 per 15 minutes")
        self.LIMIT_SIGN_IN_BY_STRANGERS = env.get("LIMIT_SIGN_IN_BY_STRANGERS", "100 per 15 minutes")
        self.LIMIT_MAILS_PER_RECIPIENT = env.get("LIMIT_MAILS_PER_RECIPIENT", "5 per hour")
        self.LIMIT_EMAIL_CHANGES_PER_PERSON = env.get("LIMIT_EMAIL_CHANGES_PER_PERSON", "5 per day")
        self.LIMIT_REQUESTS_PER_HELPER = env.get("LIMIT_REQUESTS_PER_HELPER", "30 per hour")
        self.LIMIT_VOUCHER_TRIES_PER_PERSON = env.get("LIMIT_VOUCHER_TRIES_PER_PERSON", "20 per hour")
        self.LIMIT_CODE_TRIES_PER_ORDER = env.get("LIMIT_CODE_TRIES_PER_ORDER", "10 per hour")
        self.LIMIT_FORMS_PER_ADDRESS = env.get("LIMIT_FORMS_PER_ADDRESS", "300 per 15 minutes")

        # Who runs this installation: law wants these on every page (PP 80/2019, Permendag 31/2023)
        self.PROVINCE_CODE = env.get("PROVINCE_CODE", "19")
        self.PROVINCE_NAME = env.get("PROVINCE_NAME", "Kepulauan Bangka Belitung")
        self.PROGRAMME_BRAND = env.get("PROGRAMME_BRAND", "PKT · OK OCE Babel")
        self.OPERATOR_NAME = env.get("OPERATOR_NAME", "Sebalai (toko contoh)" if demo else "")
        self.OPERATOR_ADDRESS = env.get("OPERATOR_ADDRESS", "Jalan Contoh 1, Pangkalpinang 33121" if demo else "")
        self.CONTACT_EMAIL = env.get("CONTACT_EMAIL", "bantuan@sebalai.example")
        self.CONTACT_PHONE = env.get("CONTACT_PHONE", "0717 000 000" if demo else "")
        self.COMPLAINT_EMAIL = env.get("COMPLAINT_EMAIL", self.CONTACT_EMAIL)
        self.COMPLAINT_PHONE = env.get("COMPLAINT_PHONE", self.CONTACT_PHONE)
        self.COMPLAINT_DAYS = _integer(env, "COMPLAINT_DAYS", 2, lowest=1, highest=30)  # working days to an answer
        self.MINISTRY_NAME = env.get(
            "MINISTRY_NAME",
            "Direktorat Jenderal Perlindungan Konsumen dan Tertib Niaga, Kementerian Perdagangan Republik Indonesia",
        )
        self.MINISTRY_WHATSAPP = env.get("MINISTRY_WHATSAPP", "0853-1111-1010")

        self.BABEL_DEFAULT_LOCALE = "id"
        self.BABEL_DEFAULT_TIMEZONE = "Asia/Jakarta"

    @property
    def is_demo(self) -> bool:
        return self.MODE == "demo"

    def check(self) -> None:
        """Refuse settings the shop must not run on. Raises ConfigError naming all of them at once."""
        missing = self._missing_keys() + ([] if self.is_demo else self._missing_in_production())
        if missing:
            raise ConfigError(f"{self.MODE} mode refuses to start; set: " + "; ".join(missing))

    def _missing_keys(self) -> list[str]:
        return [
            f"{name} (PAYMENT_GATEWAYS lists {gateway})"
            for gateway, names in KEYS_OF.items()
            if gateway in self.PAYMENT_GATEWAYS
            for name in names
            if not getattr(self, name)
        ] + [
            f"{name} (SHIPPING_RATES is {self.SHIPPING_RATES})"
            for name in (f"{self.SHIPPING_RATES.upper()}_API_KEY",)
            if not getattr(self, name, "table needs none")
        ]

    def _missing_in_production(self) -> list[str]:
        missing = []
        if len(self.SECRET_KEY) < 32:
            missing.append("SECRET_KEY (at least 32 characters)")
        if len(self.DATA_KEY) < 32:
            missing.append("DATA_KEY (at least 32 characters)")
        if not self.BASE_URL.startswith("https://"):
            missing.append("BASE_URL (must start with https://)")
        if not self.TRUSTED_HOSTS:
            missing.append("TRUSTED_HOSTS (comma-separated host names)")
        if not self.PAYMENT_GATEWAYS:
            missing.append("PAYMENT_GATEWAYS (at least one gateway)")
        if "sandbox" in self.PAYMENT_GATEWAYS:
            missing.append("PAYMENT_GATEWAYS without sandbox (it is for demo mode only)")
        if not self.SMTP_URL:
            missing.append("SMTP_URL (for example smtp+tls://user:password@host:587)")
        for name in ("OPERATOR_NAME", "OPERATOR_ADDRESS", "CONTACT_PHONE"):
            if not getattr(self, name):
                missing.append(f"{name} (law wants it on the contact page)")
        return missing

    def as_mapping(self) -> dict[str, Any]:
        """All settings by name, as Flask wants them."""
        return {name: value for name, value in {**type(self).__dict__, **vars(self)}.items() if name.isupper()}


def load_config() -> Config:
    """The settings of this process. Raises ConfigError."""
    return Config(os.environ | _remembered(os.environ) | os.environ)


def remember_settings(config: Config) -> None:
    """Leave in DATA_DIR where the shop is, so that a plain `flask …` finds the one that `make run` prepared."""
    path = config.DATA_DIR / "settings.json"
    values = {name: str(getattr(config, name.removeprefix("SEBALAI_"))) for name in REMEMBERED}
    path.touch(mode=0o600)
    path.write_text(json.dumps(values), encoding="utf-8")


def _data_dir(env: Mapping[str, str]) -> Path:
    return Path(env.get("DATA_DIR") or ROOT / "instance").resolve()


def _remembered(env: Mapping[str, str]) -> dict[str, str]:
    """Only for the `flask` command: a server that forgets its mode must not turn into a demo."""
    path = _data_dir(env) / "settings.json"
    if env.get("FLASK_RUN_FROM_CLI") != "true" or not path.is_file():
        return {}
    return dict(json.loads(path.read_text(encoding="utf-8")))


def _kept_secret(data_dir: Path, name: str) -> str:
    path = data_dir / name
    if path.is_file() and (kept := path.read_text(encoding="utf-8")):
        return kept
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = data_dir / f".{name}.{os.getpid()}"
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(32), encoding="utf-8")
    try:
        os.link(draft, path)  # the first process wins, the others read its secret
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text(encoding="utf-8")


def _integer(env: Mapping[str, str], name: str, default: int, *, lowest: int, highest: int) -> int:
    text = env.get(name, "")
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or not lowest <= int(text) <= highest:
        raise ConfigError(f"{name} must be a whole number from {lowest} to {highest}, not {text!r}")
    return int(text)


def _browsable(host: str) -> str:
    if host in ("0.0.0.0", "::"):
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _with_psycopg(url: str) -> str:
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url
