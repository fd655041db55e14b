"""What follows inside the database when the shop is arranged anew."""

from sqlalchemy import select, update

from app.db import session
from app.models.catalog import Category, CategorySlug
from app.models.search import SynonymGroup


def follow_shelf(category_id: int) -> None:
    """Groups of synonyms name a shelf by its address: let them name the one it has now."""
    slug = session.get_one(Category, category_id).slug
    former = select(CategorySlug.slug).where(CategorySlug.category_id == category_id)
    session.execute(update(SynonymGroup).where(SynonymGroup.category_slug.in_(former)).values(category_slug=slug))
