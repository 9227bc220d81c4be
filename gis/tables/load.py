"""What was loaded, by whom, and which rows were refused, repaired or odd."""

from typing import Any

from geoalchemy2 import WKBElement
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from gis.tables._base import Base, Key, Now, ground


class Load(Base):
    """One file that was loaded."""

    __tablename__ = "load"

    id: Mapped[Key]
    kind: Mapped[str]
    file_name: Mapped[str]
    at: Mapped[Now]
    author: Mapped[str]
    inserted: Mapped[int] = mapped_column(server_default=text("0"))
    updated: Mapped[int] = mapped_column(server_default=text("0"))
    unchanged: Mapped[int] = mapped_column(server_default=text("0"))
    repaired: Mapped[int] = mapped_column(server_default=text("0"))
    refused: Mapped[int] = mapped_column(server_default=text("0"))
    warned: Mapped[int] = mapped_column(server_default=text("0"))
    report: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))


class LoadRemark(Base):
    """A row of a loaded file that was refused, repaired or warned about."""

    __tablename__ = "load_remark"

    id: Mapped[Key]
    load_id: Mapped[int] = mapped_column(ForeignKey("load.id", ondelete="CASCADE"))
    verdict: Mapped[str] = mapped_column(CheckConstraint("verdict IN ('refused', 'repaired', 'warned')"))
    row_number: Mapped[int] = mapped_column(BigInteger)
    code: Mapped[str | None]
    reason: Mapped[str]
    geom: Mapped[WKBElement | None] = mapped_column(ground("POINT"))

    __table_args__ = (Index("load_remark_load", "load_id"),)
