"""How addresses, phones, names and passwords are read."""

import pytest

from app.accounts import rules


@pytest.mark.parametrize("text", ["Dewi@Contoh.id", " dewi@contoh.id ", "ＤＥＷＩ@contoh.id"])
def test_one_mailbox_has_one_spelling(text: str) -> None:
    assert rules.fold_email(text) == "dewi@contoh.id"


@pytest.mark.parametrize("text", ["dewi@contoh.id", "dewi.lestari+toko@example.com", "a@sebalai.example"])
def test_addresses_are_taken_without_asking_the_network(text: str) -> None:
    assert rules.is_email(text)


@pytest.mark.parametrize(
    "text",
    ["", "dewi", "dewi@", "dewi@localhost", "d w@contoh.id", "dewi@contoh.id\nBcc: x@y.id", "ü@contoh.id", "a" * 300],
)
def test_what_no_server_delivers_is_refused(text: str) -> None:
    assert not rules.is_email(text)


@pytest.mark.parametrize("text", ["0812 3456 7890", "+62 812-3456-7890", "62812 34567890", "(0812) 3456.7890"])
def test_a_phone_is_read_in_every_form_people_write_it(text: str) -> None:
    assert rules.phone_e164(text) == "+6281234567890"


@pytest.mark.parametrize("text", ["", "081", "telepon", "0812345678901234567890", "9" * 400])
def test_what_no_phone_rings_at_is_refused(text: str) -> None:
    assert rules.phone_e164(text) is None


def test_an_address_is_masked_so_that_its_owner_knows_it() -> None:
    assert rules.mask_email("Sari.Wulan@contoh.id") == "S…@contoh.id"


@pytest.mark.parametrize("password", ["1234567890", "Indonesia123", "aaaaaaaaaaaa", "Dewi@contoh.id", "dewidewi"])
def test_the_first_guesses_are_no_passwords(password: str) -> None:
    assert rules.is_guessable(password, email="dewi@contoh.id")


def test_a_few_unrelated_words_are_a_password() -> None:
    assert not rules.is_guessable("tiga ekor kancil minum", email="dewi@contoh.id")


@pytest.mark.parametrize("text", ["Klik https://jahat.example", "www.jahat.example", "Dewi\nBcc: x"])
def test_a_name_cannot_make_our_mails_say_something_else(text: str) -> None:
    assert not rules.is_name(text)
    assert rules.is_name("Siti Nur'aini, S.Pd.")


@pytest.mark.parametrize(
    "text",
    ["Moh.Ridwan", "Hj.Siti", "Drs.Ahmad", "M.Nur", "Hj.My", "Siti Aminah, S.Kom.", "Prof.Dr.H.Idris", "M. Id Rahman"],
)
def test_a_title_written_without_a_space_is_a_name(text: str) -> None:
    assert rules.is_name(text)


@pytest.mark.parametrize(
    "text",
    [
        "bit.ly/hadiah",
        "bit.ly",
        "contoh.com",
        "klik sebalai.id sekarang",
        "KLIK SEBALAI.ID!",
        "www.x",
        "toko.co.id",
        "Moh.Ridwan.com",
        "hadiah.dr.id",
        "s.id",
        "a-dr.id",
    ],
)
def test_the_address_of_a_site_is_no_name(text: str) -> None:
    assert not rules.is_name(text)
