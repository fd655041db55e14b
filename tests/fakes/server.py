"""A server of somebody else on loopback, in this process, whose line can be made to break."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, RLock, Thread
from typing import Self


class Trouble(StrEnum):
    TIMEOUT = "timeout"  # nothing happens, and the line stays silent
    ERROR = "error"  # nothing happens, and the answer is 500
    BUSY = "busy"  # nothing happens, and the answer is 429
    RESET = "reset"  # nothing happens, and the line is cut
    SLOW = "slow"  # the right answer, a little later
    LOST = "lost"  # it happens, and the line is cut before the answer


BROKEN = {Trouble.ERROR: 500, Trouble.BUSY: 429}


@dataclass(frozen=True)
class Request:
    """What was asked. Header names are in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    """What is said."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class FakeServer:
    """Subclasses say what is answered; this class carries it, or does not. Times are seconds."""

    hold_seconds = 30.0
    slow_seconds = 0.05

    def __init__(self) -> None:
        self.lock = RLock()  # hold it whenever the state is read or changed: requests come on threads of their own
        self.url = ""
        self._troubles: deque[Trouble] = deque()
        self._stopped = Event()

    def __enter__(self) -> Self:
        """Begin to listen on a free port."""
        self._stopped.clear()
        self._server = _Server(self)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """Stop, and let go of everybody who still waits."""
        self._stopped.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def reset(self) -> None:
        """Forget everything."""
        self.mend()

    def mend(self) -> None:
        """The line holds again."""
        self._troubles.clear()

    def fail_next(self, *troubles: Trouble | str) -> None:
        """What goes wrong with the next requests, one after the other."""
        self._troubles.extend(Trouble(trouble) for trouble in troubles)

    def answer(self, request: Request) -> Answer:
        """Do what was asked, under the lock."""
        raise NotImplementedError

    def broken_answer(self, status: int) -> Answer:
        """What is said in trouble."""
        return Answer(status, b"upstream trouble", {"Content-Type": "text/plain"})

    def carry(self, request: Request) -> Answer | None:
        """The answer, or None where the line is cut."""
        try:
            trouble = self._troubles.popleft()
        except IndexError:
            trouble = None
        if trouble in BROKEN:
            return self.broken_answer(BROKEN[trouble])
        if trouble == Trouble.TIMEOUT:
            self._stopped.wait(self.hold_seconds)
        if trouble in (Trouble.TIMEOUT, Trouble.RESET) or self._stopped.is_set():
            return None
        with self.lock:
            answer = self.answer(request)
        if trouble == Trouble.SLOW:
            self._stopped.wait(self.slow_seconds)
        return None if trouble == Trouble.LOST else answer


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, fake: FakeServer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.fake = fake


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def handle_request(self) -> None:
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", 0)))
        answer = self.server.fake.carry(Request(self.command, path, query, headers, body))
        if answer is None:
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in {"Content-Type": "application/json", **answer.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    do_GET = do_POST = do_PATCH = do_DELETE = handle_request  # noqa: N815 - names that http.server looks for

    def log_message(self, *_args: object) -> None:
        """Nobody reads it."""
