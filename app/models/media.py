"""Files of people: public pictures, and private documents that only their owner and reviewers see."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Code, CreatedAt, Key, Line, choice
from app.models.state import Stateful


class MediaStatus(StrEnum):
    PROCESSING = "processing"
    READY = "ready"
    FAILED = "failed"


class Crop(StrEnum):
    """What is cut out of a picture: 1:1 or 4:3."""

    SQUARE = "square"
    WIDE = "wide"


class CropPlace(StrEnum):
    """Where it is cut out: START is the left of a wide picture and the top of a tall one."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True)
class Cut:
    """What is cut out of a picture, and where."""

    shape: Crop
    place: CropPlace = CropPlace.MIDDLE


class DocumentKind(StrEnum):
    IDENTITY = "identity"
    BUSINESS = "business"
    PRODUCT = "product"
    NIB = "nib"
    PERMIT = "permit"
    PAYMENT_PROOF = "payment_proof"
    RETURN_PHOTO = "return_photo"
    TURNOVER_STATEMENT = "turnover_statement"


class Media(Stateful, Base):
    """One picture. Its sizes are public files named by the random id; the original stays private until then.

    A cropped one is drawn from the widest file of the whole picture that it names, which stays.
    """

    __tablename__ = "media"
    __table_args__ = (
        Index(None, "cropped_from_id"),
        CheckConstraint("(crop IS NULL) = (cropped_from_id IS NULL)", name="crop_with_whole"),
        CheckConstraint("(crop IS NULL) = (crop_place IS NULL)", name="crop_with_place"),
    )
    TRANSITIONS: ClassVar[Mapping[MediaStatus, Set[MediaStatus]]] = {
        MediaStatus.PROCESSING: {MediaStatus.READY, MediaStatus.FAILED},
    }

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    status: Mapped[MediaStatus] = mapped_column(choice(MediaStatus, "status"), default=MediaStatus.PROCESSING)
    purpose: Mapped[Code]
    source_name: Mapped[Line | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    alt: Mapped[Line]
    failure: Mapped[Line | None]
    crop: Mapped[Crop | None] = mapped_column(choice(Crop, "crop"))
    crop_place: Mapped[CropPlace | None] = mapped_column(choice(CropPlace, "crop_place"))
    cropped_from_id: Mapped[str | None] = mapped_column(ForeignKey("media.id"))
    uploaded_by_id: Mapped[Key | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]
    archived_at: Mapped[datetime | None]

    @property
    def cut(self) -> Cut | None:
        """What was cut out of the whole picture; None for a whole one."""
        return Cut(self.crop, self.crop_place) if self.crop and self.crop_place else None


class Document(Base):
    """A private file, kept as drawn pages, each of them encrypted; what was sent is not kept.

    It belongs to an application, or to the row that names it: a proof of payment, a return case, a tax statement.
    """

    __tablename__ = "documents"
    __table_args__ = (Index(None, "application_id"), CheckConstraint("pages > 0", name="pages"))

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    application_id: Mapped[Key | None] = mapped_column(ForeignKey("seller_applications.id"))
    kind: Mapped[DocumentKind] = mapped_column(choice(DocumentKind, "kind"))
    pages: Mapped[int]
    key_id: Mapped[Code]
    uploaded_by_id: Mapped[Key] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]
    archived_at: Mapped[datetime | None]
