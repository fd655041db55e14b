"""The WSGI entry: `granian --interface wsgi wsgi:app`, and what a plain `flask …` finds."""

import threading

from app import create_app, refuse_example_accounts, tally

app = create_app()
if app.config["MODE"] == "production":
    refuse_example_accounts(app)
tally.keep_writing(app, threading.Event())
