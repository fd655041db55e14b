"""Words that are kept ready: a button inside a form puts them into it, and everything else that is typed stays."""

from collections.abc import Sequence

from flask import request
from wtforms import Field

from app.models.requirement import ReadyAnswer

BUTTON = "jawaban"


def takes_ready_words(field: Field, ready: Sequence[ReadyAnswer]) -> bool:
    """Whether such a button was pressed: then its words stand in the field, behind what somebody typed there."""
    picked = request.form.get(BUTTON)
    if picked is None:
        return False
    words = next((each.text for each in ready if str(each.id) == picked), "")
    typed = field.data or ""
    if typed in ("", *(each.text for each in ready)):
        field.data = words or typed
    elif words not in typed:
        field.data = f"{typed}\n\n{words}"
    return True
