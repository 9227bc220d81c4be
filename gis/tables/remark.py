"""What communities remark: missing, not ours, other."""

from datetime import datetime

from geoalchemy2 import WKBElement
from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from gis.tables._base import Base, Empty, Key, Now, ground


class Remark(Base):
    """A community's note to the planner, open until it is answered."""

    __tablename__ = "remark"

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(CheckConstraint("kind IN ('missing', 'not_ours', 'other')"))
    community_code: Mapped[str | None]
    building_id: Mapped[int | None] = mapped_column(BigInteger)
    note: Mapped[Empty]
    author: Mapped[str]
    at: Mapped[Now]
    answer: Mapped[str | None]
    answered_by: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    geom: Mapped[WKBElement | None] = mapped_column(ground("POINT"))

    __table_args__ = (Index("remark_open", "at", postgresql_where=text("answered_at IS NULL")),)
