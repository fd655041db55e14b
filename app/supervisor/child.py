"""A process group that is kept alive, and what a killed supervisor leaves behind."""

import ctypes
import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.supervisor.speech import say
from config import ROOT

PR_SET_PDEATHSIG = 1  # Linux: the child gets a signal when its parent dies
POLITE_SECONDS = 8.0
QUICK_DEATH_SECONDS = 2.0
MOST_QUICK_DEATHS = 5
REST_SECONDS = 5.0
PROCESSES = Path("/proc")


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
        if self.process is not None:
            self._bury(self.process)
        if time.monotonic() < self.rest_until:
            return False
        self.start()
        return True

    def start(self) -> subprocess.Popen[bytes]:
        """Start the child in a process group of its own."""
        parent = os.getpid()

        def die_with_parent() -> None:
            # SIGTERM, not SIGKILL: the server's own master has to take its workers with it.
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != parent:
                os._exit(1)

        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - our own programs
            self.command,
            cwd=ROOT,
            env=dict(self.env),
            start_new_session=True,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - no threads here
        )
        return self.process

    def signal(self, number: signal.Signals) -> None:
        """Tell the whole process group."""
        if self.process is not None:
            signal_group(self.process.pid, number)

    def _bury(self, process: subprocess.Popen[bytes]) -> None:
        self.signal(signal.SIGKILL)  # a worker that outlived its master would keep the port
        self.process = None
        moment = time.monotonic()
        was_quick = moment - self.started < QUICK_DEATH_SECONDS
        self.quick_deaths = self.quick_deaths + 1 if was_quick else 0
        if self.quick_deaths < MOST_QUICK_DEATHS:
            say(f"{self.name} berhenti (kode {process.returncode}); dijalankan lagi")
            return
        say(f"{self.name} terus berhenti (kode {process.returncode}); dicoba lagi tiap {REST_SECONDS:.0f} detik")
        self.rest_until = moment + REST_SECONDS


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


def leave_note(data_dir: Path, children: Sequence[Child]) -> None:
    """Which process groups serve this folder: for people who look, and for the next supervisor."""
    pids = {child.name: child.process.pid for child in children if child.process is not None}
    draft = data_dir / ".supervisor.json"
    draft.write_text(json.dumps({"supervisor": os.getpid(), **pids}), encoding="utf-8")
    draft.replace(note_in(data_dir))


def note_in(data_dir: Path) -> Path:
    """Where the note lies."""
    return data_dir / "supervisor.json"


def end_leftovers(data_dir: Path) -> None:
    """End what a killed supervisor left running; a number that now belongs to somebody else is left alone."""
    try:
        groups = set(json.loads(note_in(data_dir).read_text(encoding="utf-8")).values()) - {os.getpid()}
    except (OSError, ValueError, TypeError, AttributeError):
        return
    ours = f"DATA_DIR={data_dir}".encode()
    for folder in PROCESSES.glob("[0-9]*"):
        try:
            is_ours = os.getpgid(int(folder.name)) in groups and ours in (folder / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if is_ours:
            signal_process(int(folder.name), signal.SIGKILL)
    note_in(data_dir).unlink(missing_ok=True)


def signal_group(group: int, number: signal.Signals) -> None:
    """Tell a process group, if it is still there."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return


def signal_process(pid: int, number: signal.Signals) -> None:
    """Tell a process, if it is still there."""
    try:
        os.kill(pid, number)
    except (ProcessLookupError, PermissionError):
        return
