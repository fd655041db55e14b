"""The WSGI entry: `granian --interface wsgi wsgi:app`, and what a plain `flask …` finds."""

import gc
import threading

gc.disable()  # all that a start makes stays: to look for rubbish among it took a fifth of the start

from app import create_app, refuse_example_accounts, tally  # noqa: E402

app = create_app()
if app.config["MODE"] == "production":
    refuse_example_accounts(app)
tally.keep_writing(app, threading.Event())
gc.freeze()
gc.enable()
