"""Measuring in processes of their own, on a new shop that is removed afterwards."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

Figures = dict[str, Any]


def environment(folder: str, **more: str) -> dict[str, str]:
    """The settings of a shop in this folder, on SQLite unless `more` names another database."""
    own = {"SEBALAI_MODE": "demo", "DATA_DIR": folder, "FLASK_APP": "wsgi.py"}
    own |= {"DATABASE_URL": f"sqlite:///{folder}/bench.db", "LIMIT_FORMS_PER_ADDRESS": "1000000 per minute"}
    return os.environ | own | more


def child(command: str, option: str, count: int, env: Mapping[str, str]) -> Figures:
    """What a hidden command of `flask bench` says in its last line."""
    words = [sys.executable, "-m", "flask", "bench", command, option, str(count)]
    done = subprocess.run(words, env=env, stdout=subprocess.PIPE, check=True, text=True)  # noqa: S603 - our own words
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    return figures


def yardstick() -> None:
    """A fixed piece of work, so that figures of two machines can be compared."""
    sorted((number * 7_919) % 100_003 for number in range(100_000))
