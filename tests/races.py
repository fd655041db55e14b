"""Steps that are let go together: in threads of one process, or in processes, as the workers of a server run."""

import multiprocessing
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier as BarrierOfProcesses
from threading import Barrier
from typing import Any

import pytest
from flask import Flask

from app.db import db, session, transaction
from app.errors import DomainError

PATIENCE = 60  # seconds, more than any lock is waited for
Step = Callable[[], Any]


class Race:
    """Subclasses say where the steps run. A step knows no row of the test's session, and returns what can be sent."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def run(self, *steps: Step) -> list[Any]:
        """What each step returned; a failure of one is a failure of the test."""
        session.rollback()
        results = self.let_go(*steps)
        session.expire_all()
        return results

    def let_go(self, *steps: Step) -> list[Any]:
        """Run them side by side."""
        raise NotImplementedError

    def refused(self, *steps: Step) -> list[str]:
        """The codes of what was refused."""
        return [code for code in self.run(*(partial(_refusal_of, step) for step in steps)) if code]

    def carry_out(self, start: Barrier | BarrierOfProcesses, step: Step) -> Any:
        """Wait for the others, then do it with a session of its own."""
        with self.app.app_context():
            start.wait(PATIENCE)
            try:
                return step()
            finally:
                session.remove()


class Threads(Race):
    """Each step in a thread of this process, over one pool of connections."""

    def let_go(self, *steps: Step) -> list[Any]:
        with ThreadPoolExecutor(len(steps)) as threads:
            return list(threads.map(partial(self.carry_out, Barrier(len(steps))), steps))


class Processes(Race):
    """Each step in a process, which shares nothing with the others but the database and the files."""

    def let_go(self, *steps: Step) -> list[Any]:
        db.engine.dispose()  # no child may hold a line of ours, and SQLite must not think that it holds our locks
        fork = multiprocessing.get_context("fork")
        start, children = fork.Barrier(len(steps)), []
        for step in steps:
            answer, sender = fork.Pipe(duplex=False)
            child = fork.Process(target=self._live, args=(start, step, sender))
            child.start()
            sender.close()  # the child has the other one: when it dies, the answer ends
            children.append((child, answer))
        answers = [_answer_of(*each) for each in children]
        assert [failure for failure, _result in answers if failure] == []
        return [result for _failure, result in answers]

    def _live(self, start: BarrierOfProcesses, step: Step, sender: Connection) -> None:
        with ThreadPoolExecutor(1) as fresh:  # the first thread has the lines to gateways that our thread had open
            done = fresh.submit(self.carry_out, start, step)
        failure = done.exception()
        sender.send(("".join(traceback.format_exception(failure)), None) if failure else ("", done.result()))


def in_transaction(command: Callable[..., object], *args: object, **options: object) -> Step:
    """A step that does one command, and returns what the command does."""

    def step() -> object:
        with transaction():
            return command(*args, **options)

    return step


@pytest.fixture(params=[Threads, Processes])
def race(app: Flask, request: pytest.FixtureRequest) -> Race:
    """The test runs once in each way."""
    way: Race = request.param(app)
    return way


def _refusal_of(step: Step) -> str:
    try:
        step()
    except DomainError as refusal:
        return refusal.code
    return ""


def _answer_of(child: Any, answer: Connection) -> tuple[str, Any]:
    try:
        if not answer.poll(PATIENCE):
            return "no answer in time", None
        return answer.recv()
    except EOFError:
        return "died", None
    finally:
        child.kill()
        child.join()
