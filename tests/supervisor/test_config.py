"""The settings: production names everything that is missing at once, a demo remembers what it is."""

from pathlib import Path

import pytest

from config import Config, ConfigError, load_config, remember_settings

SOUND = {
    "SEBALAI_MODE": "production",
    "SECRET_KEY": "s" * 32,
    "DATA_KEY": "d" * 32,
    "BASE_URL": "https://sebalai.example",
    "TRUSTED_HOSTS": "sebalai.example",
    "PAYMENT_GATEWAYS": "stripe",
    "STRIPE_SECRET_KEY": "sk_test_of_nobody",
    "STRIPE_WEBHOOK_SECRETS": "whsec_of_nobody",
    "OPERATOR_NAME": "Koperasi Sebalai",
    "OPERATOR_ADDRESS": "Jalan Merdeka 1, Pangkalpinang",
    "CONTACT_PHONE": "0717 422 111",
    "SMTP_URL": "smtp+tls://user:password@mail.example:587",
}


def refusal(env: dict[str, str]) -> str:
    with pytest.raises(ConfigError) as refused:
        Config(env).check()
    return str(refused.value)


def test_production_is_the_mode_of_who_says_nothing_and_names_all_that_is_missing(tmp_path: Path) -> None:
    message = refusal({"DATA_DIR": str(tmp_path)})
    for name in ("SECRET_KEY", "DATA_KEY", "BASE_URL", "TRUSTED_HOSTS", "PAYMENT_GATEWAYS", "SMTP_URL"):
        assert name in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("name", "value"),
    [("SECRET_KEY", "short"), ("DATA_KEY", ""), ("BASE_URL", "http://sebalai.example"), ("TRUSTED_HOSTS", ","),
     ("PAYMENT_GATEWAYS", "stripe,sandbox"), ("STRIPE_SECRET_KEY", ""), ("STRIPE_WEBHOOK_SECRETS", ","),
     ("SMTP_URL", "")],
)  # fmt: skip
def test_production_refuses_each_unsound_setting_and_names_only_that(tmp_path: Path, name: str, value: str) -> None:
    message = refusal({**SOUND, "DATA_DIR": str(tmp_path), name: value})
    assert [each.split()[0] for each in message.partition("set: ")[2].split("; ")] == [name]


def test_sound_settings_pass_and_their_cookies_need_https(tmp_path: Path) -> None:
    config = Config({**SOUND, "DATA_DIR": str(tmp_path)})
    config.check()
    assert (config.SESSION_COOKIE_NAME, config.SESSION_COOKIE_SECURE) == ("__Host-sebalai", True)
    assert list(tmp_path.iterdir()) == [], "production makes no keys of its own"


def test_a_demo_makes_its_keys_once_and_shows_them_to_nobody_else(tmp_path: Path) -> None:
    first, second = (Config({"SEBALAI_MODE": "demo", "DATA_DIR": str(tmp_path)}) for _ in range(2))
    first.check()
    assert first.SECRET_KEY == second.SECRET_KEY != first.DATA_KEY
    assert {path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == {0}


def test_a_plain_flask_command_finds_the_shop_and_a_server_never_turns_into_a_demo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Config({"SEBALAI_MODE": "demo", "DATA_DIR": str(tmp_path), "DATABASE_URL": "postgresql://there/shop"})
    remember_settings(made)
    assert (tmp_path / "settings.json").stat().st_mode & 0o077 == 0, "it holds the database's password"
    for name in ("SEBALAI_MODE", "DATABASE_URL", "PORT", "HOST", "BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    assert load_config().MODE == "production"
    monkeypatch.setenv("FLASK_RUN_FROM_CLI", "true")
    found = load_config()
    assert (found.MODE, found.DATABASE_URL, found.SECRET_KEY) == ("demo", made.DATABASE_URL, made.SECRET_KEY)
    monkeypatch.setenv("SEBALAI_MODE", "production")
    assert load_config().MODE == "production", "what is said now counts"


def test_an_address_of_the_new_kind_stands_in_brackets(tmp_path: Path) -> None:
    config = Config({"SEBALAI_MODE": "demo", "DATA_DIR": str(tmp_path), "HOST": "::1"})
    assert config.BASE_URL == "http://[::1]:8000"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SEBALAI_MODE", "test"),
        ("PAYMENT_GATEWAYS", "sandbox,tidakada"),
        ("SMTP_URL", "bogus://mail.example"),
        ("MESSENGER", "pigeon"),
        ("SEARCH_ENGINE", "solr"),
        ("SEARCH_ENGINE", "postgres"),  # with SQLite
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "80a"),
        ("PORT", "٨٠"),
        ("WEB_THREADS", "-1"),
    ],
)
def test_a_value_that_cannot_be_read_is_named(tmp_path: Path, name: str, value: str) -> None:
    assert name in refusal({"SEBALAI_MODE": "demo", "DATA_DIR": str(tmp_path), name: value})


def test_the_index_may_be_in_the_database_where_that_is_postgresql(tmp_path: Path) -> None:
    env = {"SEBALAI_MODE": "demo", "DATA_DIR": str(tmp_path), "SEARCH_ENGINE": "postgres"}
    assert "DATABASE_URL" in refusal(env)
    assert Config(env | {"DATABASE_URL": "postgres://localhost/shop"}).SEARCH_ENGINE == "postgres"
    assert Config({"SEBALAI_MODE": "demo", "DATA_DIR": str(tmp_path)}).SEARCH_ENGINE == "whoosh"
