"""`python -m app.supervisor`: runs until Ctrl-C or SIGTERM."""

import os
import signal
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType

from app.supervisor.child import Child, end, end_leftovers, leave_note, note_in
from app.supervisor.doors import CannotStart, answers, check_port, lock_data_dir
from app.supervisor.speech import banner, say
from config import Config, ConfigError, load_config, remember_settings

LOOK_SECONDS = 0.1
PROGRAMS = Path(sys.executable).parent


def main() -> int:
    """Run until Ctrl-C or SIGTERM; returns the exit code."""
    try:
        config = load_config()
        config.check()
        with lock_data_dir(config.DATA_DIR):
            end_leftovers(config.DATA_DIR)
            check_port(config.HOST, config.PORT)
            remember_settings(config)
            run(config, listen_for_the_end())
    except (ConfigError, CannotStart) as error:
        say(str(error))
        return 1
    except OSError as error:
        say(f"{error.filename or 'Folder data'} tidak dapat dipakai: {error.strerror or error}")
        return 1
    return 0


def listen_for_the_end() -> threading.Event:
    """An event that Ctrl-C, SIGTERM or a closed terminal sets."""
    stop = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, on_signal)
    return stop


def run(config: Config, stop: threading.Event) -> None:
    """Prepare, start both children, keep them alive. Raises CannotStart."""
    env = {
        **os.environ,
        "SEBALAI_MODE": config.MODE,
        "DATA_DIR": str(config.DATA_DIR),
        "FLASK_APP": "wsgi.py",
        "PYTHONUNBUFFERED": "1",
    }
    flask = str(PROGRAMS / "flask")
    prepare([flask, "prepare"], env, stop)
    children = [Child("server", server_command(config), env), Child("pekerja", [flask, "worker"], env)]
    try:
        watch(children, config, stop)
    finally:
        end(children)
        note_in(config.DATA_DIR).unlink(missing_ok=True)


def prepare(command: Sequence[str], env: Mapping[str, str], stop: threading.Event) -> None:
    """Make the shop ready to open, unless told to stop. Raises CannotStart."""
    preparing = Child("persiapan", command, env)
    process = preparing.start()
    while process.poll() is None and not stop.wait(LOOK_SECONDS / 2):
        pass
    if process.poll() is None:
        end([preparing])
    elif process.returncode and not stop.is_set():
        raise CannotStart("Toko tidak dapat disiapkan; alasannya ada di atas.")


def server_command(config: Config) -> list[str]:
    """The web server: granian, threads in front of one pool of workers."""
    return [
        *(str(PROGRAMS / "granian"), "--interface", "wsgi", "--no-ws", "--loop", "asyncio"),
        *("--host", config.HOST, "--port", str(config.PORT)),
        *("--workers", str(config.WEB_WORKERS), "--blocking-threads", str(config.WEB_THREADS)),
        *("--backlog", "1024", "--log-level", "error", "wsgi:app"),
    ]


def watch(children: Sequence[Child], config: Config, stop: threading.Event) -> None:
    """Look at the children ten times a second; say where the shop is as soon as it answers."""
    has_answered = False
    while not stop.is_set():
        started = [child.keep_alive() for child in children]
        if any(started):
            leave_note(config.DATA_DIR, children)
        if not has_answered and answers(config):
            has_answered = True
            banner(config)
        stop.wait(LOOK_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
