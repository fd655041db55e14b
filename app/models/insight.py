"""What is counted of products, without a word about who it was."""

from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Key


class ProductDay(Base):
    """How many people looked at a product on a day in Jakarta, and how many put it in a cart."""

    __tablename__ = "product_days"
    __table_args__ = (Index(None, "day"), CheckConstraint("views >= 0 AND carted >= 0", name="counts"))

    product_id: Mapped[Key] = mapped_column(ForeignKey("products.id"), primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    views: Mapped[int]
    carted: Mapped[int]
