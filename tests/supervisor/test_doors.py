"""What keeps the shop from opening is said in one clear line."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.supervisor.doors import lock_data_dir
from config import ROOT

NOBODY = 65534


def start(**env: str) -> tuple[int, list[str]]:
    """What `make run` starts, in an empty environment; the exit code and what was said."""
    done = subprocess.run(
        [sys.executable, "-m", "app.supervisor"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "SEBALAI_MODE": "demo", **env},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return done.returncode, (done.stdout + done.stderr).splitlines()


@pytest.fixture
def workshop() -> Iterator[Path]:
    """A folder with the Makefile only, which anybody may enter."""
    folder = Path(tempfile.mkdtemp(prefix="sebalai-make-"))
    folder.chmod(0o755)
    for name in ("Makefile", "requirements.txt"):
        shutil.copy(ROOT / name, folder)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def make_run(folder: Path, python: str, **options: int) -> list[str]:
    """What `make run` says when it cannot; nothing but the reason and make's own last line."""
    done = subprocess.run(
        ["make", "run", f"PYTHON={python}"],
        cwd=folder,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        **options,  # type: ignore[call-overload]
    )
    assert done.returncode != 0
    return [line for line in (done.stdout + done.stderr).splitlines() if not line.startswith("make: ***")]


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        code, said = start(DATA_DIR=str(tmp_path), PORT=port)
    assert (code, said) == (1, [f"Port {port} di 127.0.0.1 sudah dipakai program lain; coba: make run PORT=8001"])


def test_an_address_that_is_not_this_machine(tmp_path: Path) -> None:
    code, said = start(DATA_DIR=str(tmp_path), HOST="192.0.2.1")
    assert (code, len(said)) == (1, 1)
    assert said[0].startswith("Alamat 192.0.2.1:8000 tidak dapat dipakai")


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    code, said = start(DATA_DIR=str(tmp_path / "file" / "data"))
    assert (code, len(said)) == (1, 1)
    assert "tidak dapat dipakai" in said[0]
    assert str(tmp_path / "file") in said[0]


def test_a_second_start_on_the_same_folder(tmp_path: Path) -> None:
    with lock_data_dir(tmp_path):
        code, said = start(DATA_DIR=str(tmp_path))
    assert (code, said) == (1, [f"Toko dengan folder {tmp_path} sudah berjalan."])


def test_a_production_shop_without_settings_names_all_of_them_in_one_line(tmp_path: Path) -> None:
    code, said = start(SEBALAI_MODE="production", DATA_DIR=str(tmp_path))
    assert (code, len(said)) == (1, 1)
    assert all(name in said[0] for name in ("SECRET_KEY", "DATA_KEY", "BASE_URL", "PAYMENT_GATEWAYS", "SMTP_URL"))


def test_no_python_at_all(workshop: Path) -> None:
    assert make_run(workshop, "python-none") == ["Sebalai memerlukan python3 versi 3.11 atau lebih baru."]


def test_a_python_without_venv(workshop: Path) -> None:
    python = workshop / "python3"
    python.write_text('#!/bin/sh\ncase "$*" in *"import venv"*) exit 1 ;; esac\n')
    python.chmod(0o755)
    said = make_run(workshop, str(python))
    assert said == ["python3 ini tidak punya venv; pasang dengan: apt install python3-venv"]


def test_a_python_that_is_too_old(workshop: Path) -> None:
    python = workshop / "python3"
    python.write_text('#!/bin/sh\ncase "$*" in *version_info*) exit 1 ;; --version) echo Python 3.9.2 ;; esac\n')
    python.chmod(0o755)
    said = make_run(workshop, str(python))
    assert said == ["Sebalai memerlukan python3 versi 3.11 atau lebih baru; yang ini Python 3.9.2."]


def test_a_checkout_that_cannot_be_written(workshop: Path) -> None:
    python = workshop / "python3"
    python.write_text("#!/bin/sh\n")
    python.chmod(0o755)
    workshop.chmod(0o555)
    options = {"user": NOBODY, "group": NOBODY} if os.getuid() == 0 else {}
    assert make_run(workshop, str(python), **options) == [f"Folder {workshop} tidak dapat ditulisi."]
