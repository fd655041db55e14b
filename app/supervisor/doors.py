"""What must hold before the shop opens: one supervisor for the folder, a free port."""

import errno
import fcntl
import http.client
import socket
import time
from pathlib import Path
from typing import TextIO
from urllib.parse import urlsplit

from config import Config

PATIENCE_SECONDS = 1.0  # a server that is just closing gives its port back within this


class CannotStart(Exception):
    """A plain reason why the shop cannot start here."""


def lock_data_dir(data_dir: Path) -> TextIO:
    """Make sure that this is the only supervisor of the folder. Raises CannotStart."""
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (data_dir / "supervisor.lock").open("w")
    except OSError as error:
        raise CannotStart(f"Folder {data_dir} tidak dapat ditulisi: {error.strerror}") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise CannotStart(f"Toko dengan folder {data_dir} sudah berjalan.") from None
    return lock


def check_port(host: str, port: int) -> None:
    """Raises CannotStart when somebody else listens there."""
    until = time.monotonic() + PATIENCE_SECONDS
    while (problem := _binding_problem(host, port)) is not None:
        if problem.errno != errno.EADDRINUSE:
            raise CannotStart(f"Alamat {host}:{port} tidak dapat dipakai: {problem.strerror or problem}") from None
        if time.monotonic() > until:
            raise CannotStart(f"Port {port} di {host} sudah dipakai program lain; coba: make run PORT=8001") from None
        time.sleep(0.1)


def answers(config: Config) -> bool:
    """Whether the server says that it lives."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(config.HOST, config.HOST)
    connection = http.client.HTTPConnection(host, config.PORT, timeout=1)
    try:
        connection.request("GET", "/healthz", headers={"Host": urlsplit(config.BASE_URL).netloc})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _binding_problem(host: str, port: int) -> OSError | None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error
    return None
