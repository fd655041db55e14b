"""What the person at the keyboard reads."""

from config import Config

ACCOUNTS = (
    ("pembeli", "dewi@contoh.id"),
    ("penjual (lada-kemuja-makmur)", "ani@contoh.id"),
    ("staf penjual itu", "budi@contoh.id"),
    ("penjual (lada-airgegas-delas)", "citra@contoh.id"),
    ("admin", "eko@contoh.id, fitri@contoh.id"),
)


def say(text: str) -> None:
    """One line for the person at the keyboard."""
    print(text, flush=True)  # noqa: T201


def banner(config: Config) -> None:
    """Where to go, and as whom."""
    say(f"\nSebalai menjawab di {config.BASE_URL}")
    if config.is_demo:
        for role, email in ACCOUNTS:
            say(f"  {role:32} {email}")
        say("  kata sandi semuanya              sebalai-contoh")
        say(f"  surat yang dikirim               {config.BASE_URL}/_surat")
    say("Ctrl-C menghentikan semuanya.\n")
