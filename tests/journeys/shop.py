"""A real shop: supervisor, server and worker on a port and in a folder of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from config import ROOT

FLASK = str(Path(sys.executable).with_name("flask"))
START_SECONDS = 180


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class RunningShop:
    """Starts and ends the shop, kills its parts, runs its commands."""

    data_dir: Path
    database_url: str = ""
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.data_dir.parent / f"{self.data_dir.name}.log"

    @property
    def env(self) -> dict[str, str]:
        env = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "BASE_URL", "HOST")}
        env |= {"SEBALAI_MODE": "demo", "DATA_DIR": str(self.data_dir), "PORT": str(self.port)}
        env |= {"LIMIT_FORMS_PER_ADDRESS": "10000 per minute", "FLASK_APP": "wsgi.py", "PAYMENT_GATEWAYS": "sandbox"}
        env |= {"EXAMPLE_PICTURES": "24"}  # those of the first shops; all of them take a minute
        env |= {"REVIEW_FIRST_LISTINGS": "0", "TRUSTED_AFTER": "0"}  # stories of the review set their own
        return env | ({"DATABASE_URL": self.database_url} if self.database_url else {}) | self.settings

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app.supervisor"], cwd=ROOT, env=self.env, stdout=log, stderr=log
            )
        try:
            self.wait_until_it_answers()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(20)
            self.process = None

    def kill(self, part: str) -> None:
        """SIGKILL the process group of `server` or `pekerja`; the supervisor starts it again."""
        pid = json.loads((self.data_dir / "supervisor.json").read_text(encoding="utf-8"))[part]
        try:
            os.killpg(pid, signal.SIGKILL)
        except ProcessLookupError:
            return

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def wait_until_it_answers(self) -> None:
        until = time.monotonic() + START_SECONDS
        while not self.answers():
            assert time.monotonic() < until, "the shop does not answer"
            time.sleep(0.05)

    def flask(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [FLASK, *command], cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=120, check=False
        )

    def mails(self) -> list[str]:
        """The raw mails sent so far, in order of their deliveries."""
        names = sorted((self.data_dir / "mail").glob("delivery-*.eml"), key=lambda path: int(path.stem.split("-")[1]))
        return [path.read_text(encoding="utf-8") for path in names]
