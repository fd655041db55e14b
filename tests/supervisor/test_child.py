"""A process group that is kept alive."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from app.supervisor import child as module
from app.supervisor.child import Child, end, end_leftovers, leave_note, note_in

SLEEPER = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)"]
DEAF = [sys.executable, "-c", "import signal, time; signal.signal(15, signal.SIG_IGN); print(1); time.sleep(600)"]


@pytest.fixture
def sleeper() -> Iterator[Child]:
    child = Child("tidur", SLEEPER, dict(os.environ))
    yield child
    end([child])


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that only waits to be buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def group_of(leader: int) -> list[int]:
    """Who is in a process group and alive."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if os.getpgid(int(folder.name)) == leader and is_alive(int(folder.name)):
                found.append(int(folder.name))
    return found


def until(is_so: Callable[[], bool]) -> bool:
    """Look for five seconds whether it becomes so."""
    end_of_patience = time.monotonic() + 5
    while not is_so() and time.monotonic() < end_of_patience:
        time.sleep(0.02)
    return is_so()


def test_a_dead_child_is_started_again_at_the_next_look(sleeper: Child, capfd: pytest.CaptureFixture[str]) -> None:
    assert [sleeper.keep_alive(), sleeper.keep_alive()] == [True, False]
    assert sleeper.process is not None
    first = sleeper.process
    first.kill()
    first.wait()
    assert sleeper.keep_alive()
    assert sleeper.process.pid != first.pid
    assert "tidur berhenti (kode -9); dijalankan lagi" in capfd.readouterr().out


def test_one_that_dies_at_once_again_and_again_gets_a_rest(capfd: pytest.CaptureFixture[str]) -> None:
    child = Child("rusak", ["/bin/false"], {})
    started = 0
    for _ in range(20):
        started += child.keep_alive()
        if child.process is not None:
            child.process.wait()
    assert started == module.MOST_QUICK_DEATHS
    assert "terus berhenti (kode 1)" in capfd.readouterr().out


def test_the_end_reaches_everybody_in_the_group_also_who_does_not_listen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "POLITE_SECONDS", 0.3)
    deaf = Child("tuli", [sys.executable, "-c", f"import subprocess; subprocess.run({DEAF!r})"], dict(os.environ))
    process = deaf.start()
    assert until(lambda: len(group_of(process.pid)) == 2)
    end([deaf])
    assert until(lambda: not group_of(process.pid))


def test_a_child_dies_with_its_supervisor() -> None:
    program = (
        "import os, time\nfrom app.supervisor.child import Child\n"
        f"print(Child('tidur', {SLEEPER!r}, dict(os.environ)).start().pid, flush=True)\ntime.sleep(600)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(next(line for line in parent.stdout if line.strip().isdigit()))
    assert is_alive(pid)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert until(lambda: not is_alive(pid))


def test_what_a_killed_supervisor_left_is_ended_and_strangers_are_left_alone(tmp_path: Path) -> None:
    ours = Child("pekerja", SLEEPER, {**os.environ, "DATA_DIR": str(tmp_path)})
    stranger = Child("orang lain", SLEEPER, {**os.environ, "DATA_DIR": f"{tmp_path}-lain"})
    for child in (ours, stranger):
        child.start()
    leave_note(tmp_path, [ours, stranger])
    time.sleep(0.2)
    end_leftovers(tmp_path)
    assert ours.process is not None
    assert stranger.process is not None
    assert ours.process.wait(5) == -signal.SIGKILL
    assert stranger.process.poll() is None
    assert not note_in(tmp_path).exists()
    end([stranger])


@pytest.mark.parametrize("note", ["", "{", "[]", '"x"', '{"server": null}', '{"server": "x"}', '{"server": [1]}'])
def test_a_note_that_cannot_be_read_stops_nobody(tmp_path: Path, note: str) -> None:
    note_in(tmp_path).write_text(note)
    end_leftovers(tmp_path)
