"""What follows for permits when a shop opens."""

from app.permits import commands


def keep_business_number(application_id: int) -> None:
    """The NIB of the application becomes the shop's first permit, shown once somebody has checked it."""
    commands.adopt_business_number(application_id)
