"""Where the money of a seller goes."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Code, CreatedAt, Id, Key, Line, Words

LIVE_ACCOUNT = text("archived_at IS NULL")


class PayoutAccount(Base):
    """A bank account of a seller, its number encrypted; the one before is archived, never overwritten."""

    __tablename__ = "payout_accounts"
    __table_args__ = (
        Index(
            "uq_payout_accounts_live",
            "seller_id",
            unique=True,
            sqlite_where=LIVE_ACCOUNT,
            postgresql_where=LIVE_ACCOUNT,
        ),
    )

    id: Mapped[Id]
    seller_id: Mapped[Key] = mapped_column(ForeignKey("sellers.id"))
    bank_code: Mapped[Code]
    holder_name: Mapped[Line]
    number_encrypted: Mapped[Words]
    number_key_id: Mapped[Code]
    number_last_digits: Mapped[str] = mapped_column(String(4))
    created_at: Mapped[CreatedAt]
    archived_at: Mapped[datetime | None]
