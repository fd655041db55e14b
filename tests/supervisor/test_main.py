"""A whole shop in a checkout of its own: it comes back, it ends wholly, and a plain `flask …` finds it."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import ROOT
from tests.journeys.shop import free_port

pytestmark = pytest.mark.browser
LINKED = ("app", "migrations", "static", "templates")
COPIED = ("config.py", "wsgi.py")  # they know the checkout by where they lie
BARE = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}


class Shop:
    """What `make run PORT=…` starts in a fresh checkout."""

    def __init__(self, checkout: Path) -> None:
        self.checkout, self.port = checkout, free_port()
        checkout.mkdir()
        for name in LINKED:
            (checkout / name).symlink_to(ROOT / name)
        for name in COPIED:
            shutil.copy(ROOT / name, checkout)
        self.process = self.start()
        self.wait()

    def start(self) -> subprocess.Popen[str]:
        env = {**BARE, "SEBALAI_MODE": "demo", "PORT": str(self.port), "EXAMPLE_PICTURES": "24"}
        command = [sys.executable, "-m", "app.supervisor"]
        return subprocess.Popen(command, cwd=self.checkout, env=env, stdout=subprocess.PIPE, text=True)

    def note(self) -> dict[str, int]:
        note: dict[str, int] = json.loads((self.checkout / "instance" / "supervisor.json").read_text(encoding="utf-8"))
        return note

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def wait(self, seconds: float = 90.0) -> None:
        until = time.monotonic() + seconds
        while not self.answers():
            assert time.monotonic() < until, "the shop does not answer"
            time.sleep(0.02)

    def flask(self, *command: str) -> str:
        """A plain `flask …` in the checkout, with no variable of ours set."""
        program = str(Path(sys.executable).with_name("flask"))
        done = subprocess.run(
            [program, *command], cwd=self.checkout, env=BARE, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def processes(self) -> list[int]:
        """Everybody who works in this checkout."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                is_ours = (folder / "cwd").resolve() == self.checkout.resolve()
                is_over = (folder / "stat").read_text().rpartition(")")[2].split()[0] == "Z"
            except OSError:
                continue
            if is_ours and not is_over:
                found.append(int(folder.name))
        return found


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    shop = Shop(tmp_path_factory.mktemp("checkout") / "sebalai")
    yield shop
    if shop.process.poll() is None:
        shop.process.send_signal(signal.SIGINT)
        shop.process.wait(20)


@pytest.mark.parametrize("part", ["server", "pekerja"])
def test_a_dead_part_is_started_again(shop: Shop, part: str) -> None:
    time.sleep(2.1)  # older than a quick death
    before = shop.note()[part]
    os.killpg(before, signal.SIGKILL)
    until = time.monotonic() + 10
    while shop.note()[part] == before:
        assert time.monotonic() < until
        time.sleep(0.02)
    shop.wait()


def test_a_plain_flask_finds_the_same_data(shop: Shop) -> None:
    catalogue = json.loads((ROOT / "app" / "demo" / "data" / "produk_babel.json").read_text(encoding="utf-8"))
    products = sum(len(each["produk"]) for each in catalogue["toko"])
    assert shop.flask("search", "rebuild") == f"{products} produk diindeks\n"
    assert shop.flask("ledger", "check") == ""


def test_a_second_start_is_refused_and_the_first_goes_on(shop: Shop) -> None:
    second = shop.start()
    said, _ = second.communicate(timeout=20)
    assert (second.returncode, said.splitlines()) == (
        1,
        [f"Toko dengan folder {shop.checkout / 'instance'} sudah berjalan."],
    )
    assert shop.answers()


def test_ctrl_c_stops_everything_leaves_nobody_and_the_shop_starts_again_on_its_data(shop: Shop) -> None:
    assert len(shop.processes()) >= 3
    shop.process.send_signal(signal.SIGINT)
    said, _ = shop.process.communicate(timeout=20)
    assert shop.process.returncode == 0
    assert f"Sebalai menjawab di http://127.0.0.1:{shop.port}" in said
    assert "Traceback" not in said
    assert (shop.processes(), shop.answers()) == ([], False)
    shop.process = shop.start()
    shop.wait()
