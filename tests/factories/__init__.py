"""One file per models module. Rows are made inside transaction(); traits, not subclasses."""

from factory.alchemy import SQLAlchemyModelFactory

from app.db import session


class RowFactory(SQLAlchemyModelFactory):
    """Adds the row and flushes, so that it has its key."""

    class Meta:
        abstract = True
        sqlalchemy_session = session
        sqlalchemy_session_persistence = "flush"
