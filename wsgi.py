"""The WSGI entry: `granian --interface wsgi wsgi:app`, and what a plain `flask …` finds."""

from app import create_app

app = create_app()
