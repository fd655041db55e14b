"""`python -m app.supervisor`: prepares the shop, runs server and worker, and starts a dead child again at once."""

import ctypes
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import TextIO

from config import ROOT, Config, ConfigError, load_config, remember_mode

PR_SET_PDEATHSIG = 1  # Linux: the child gets a signal when its parent dies
LOOK_SECONDS = 0.1
POLITE_SECONDS = 8.0
QUICK_DEATH_SECONDS = 2.0
LONGEST_REST_SECONDS = 5.0
ACCOUNTS = (
    ("pembeli", "dewi@contoh.id"),
    ("penjual (lada-kemuja-makmur)", "ani@contoh.id"),
    ("staf penjual itu", "budi@contoh.id"),
    ("penjual (lada-airgegas-delas)", "citra@contoh.id"),
    ("admin", "eko@contoh.id, fitri@contoh.id"),
)


class CannotStart(Exception):
    """A plain reason why the shop cannot start here."""


class Child:
    """One process group that is kept alive."""

    def __init__(self, name: str, command: Sequence[str], env: Mapping[str, str]) -> None:
        self.name, self.command, self.env = name, command, env
        self.process: subprocess.Popen[bytes] | None = None
        self.started = 0.0
        self.quick_deaths = 0
        self.rest_until = 0.0

    def keep_alive(self) -> bool:
        """Start the child unless it lives or rests after many quick deaths; tells whether it was started."""
        if self.process is not None and self.process.poll() is None:
            return False
        moment = time.monotonic()
        if self.process is not None:
            self._bury(moment)
        if moment < self.rest_until:
            return False
        self.process = subprocess.Popen(  # noqa: S603 - our own programs
            self.command,
            cwd=ROOT,
            env=dict(self.env),
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - no threads here
        )
        self.started = moment
        return True

    def signal(self, number: signal.Signals) -> None:
        """Tell the whole process group."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except (ProcessLookupError, PermissionError):
                return

    def _bury(self, moment: float) -> None:
        assert self.process is not None
        say(f"{self.name} berhenti (kode {self.process.returncode}); dijalankan lagi")
        self.signal(signal.SIGKILL)
        was_quick = moment - self.started < QUICK_DEATH_SECONDS
        self.quick_deaths = self.quick_deaths + 1 if was_quick else 0
        if self.quick_deaths >= 5:
            self.rest_until = moment + LONGEST_REST_SECONDS
            self.quick_deaths = 0
        self.process = None


def main() -> int:
    """Run until Ctrl-C or SIGTERM; returns the exit code."""
    try:
        config = load_config()
        config.check()
        lock = lock_data_dir(config.DATA_DIR)
        check_port(config.HOST, config.PORT)
        remember_mode(config)
        run(config)
        lock.close()
    except (ConfigError, CannotStart) as error:
        say(str(error))
        return 1
    return 0


def run(config: Config) -> None:
    """Prepare, start both children, keep them alive."""
    stop = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    flask = str(Path(sys.executable).with_name("flask"))
    env = {**os.environ, "SEBALAI_MODE": config.MODE, "DATA_DIR": str(config.DATA_DIR), "PYTHONUNBUFFERED": "1"}
    env["FLASK_APP"] = "wsgi.py"
    prepared = subprocess.run([flask, "prepare"], cwd=ROOT, env=env, check=False)  # noqa: S603
    if stop.is_set():
        return
    if prepared.returncode:
        raise CannotStart("toko tidak dapat disiapkan; alasannya ada di atas")
    children = [Child("server", server_command(config), env), Child("pekerja", [flask, "worker"], env)]
    try:
        watch(children, config, stop)
    finally:
        end(children)
        (config.DATA_DIR / "supervisor.json").unlink(missing_ok=True)


def server_command(config: Config) -> list[str]:
    """The web server: granian, threads in front of one pool of workers."""
    return [
        *(str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--no-ws", "--loop", "asyncio"),
        *("--host", config.HOST, "--port", str(config.PORT)),
        *("--workers", str(config.WEB_WORKERS), "--blocking-threads", str(config.WEB_THREADS)),
        *("--backlog", "1024", "--log-level", "warning", "wsgi:app"),
    ]


def watch(children: Sequence[Child], config: Config, stop: threading.Event) -> None:
    """Look at the children ten times a second; say where the shop is as soon as it answers."""
    has_answered = False
    while not stop.is_set():
        started = [child.keep_alive() for child in children]
        if any(started):
            leave_note(config.DATA_DIR, children)
        if not has_answered and answers(config.HOST, config.PORT):
            has_answered = True
            banner(config)
        stop.wait(LOOK_SECONDS)


def end(children: Sequence[Child]) -> None:
    """Ask politely, then insist."""
    for child in children:
        child.signal(signal.SIGTERM)
    until = time.monotonic() + POLITE_SECONDS
    for child in children:
        if child.process is not None:
            try:
                child.process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                say(f"{child.name} tidak mau berhenti; dihentikan paksa")
        child.signal(signal.SIGKILL)


def lock_data_dir(data_dir: Path) -> TextIO:
    """Make sure that this is the only supervisor of the folder. Raises CannotStart."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        lock = (data_dir / "supervisor.lock").open("w")
    except OSError as error:
        raise CannotStart(f"folder {data_dir} tidak dapat ditulisi: {error.strerror}") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise CannotStart(f"toko dengan folder {data_dir} sudah berjalan") from None
    return lock


def check_port(host: str, port: int) -> None:
    """Raises CannotStart when somebody else listens there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotStart(f"alamat {host}:{port} tidak dapat dipakai: {error.strerror}; coba PORT=8001") from None


def answers(host: str, port: int) -> bool:
    """Whether the server says that it lives."""
    try:
        with urllib.request.urlopen(f"http://{host}:{port}/healthz", timeout=1) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def leave_note(data_dir: Path, children: Sequence[Child]) -> None:
    """Which processes serve this folder, for people who look for them."""
    pids = {child.name: child.process.pid for child in children if child.process is not None}
    draft = data_dir / ".supervisor.json"
    draft.write_text(json.dumps({"supervisor": os.getpid(), **pids}), encoding="utf-8")
    draft.replace(data_dir / "supervisor.json")


def banner(config: Config) -> None:
    """Where to go, and as whom."""
    say(f"\nSebalai menjawab di {config.BASE_URL}")
    if config.is_demo:
        for role, email in ACCOUNTS:
            say(f"  {role:32} {email}")
        say("  kata sandi semuanya              sebalai-contoh")
        say(f"  surat yang dikirim               {config.BASE_URL}/_surat")
    say("Ctrl-C menghentikan semuanya.\n")


def say(text: str) -> None:
    """One line for the person at the keyboard."""
    print(text, flush=True)  # noqa: T201


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
