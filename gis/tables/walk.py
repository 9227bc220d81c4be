"""Shifts, positions within them, and what they showed: the streets that were walked."""

from datetime import date, datetime

from geoalchemy2 import WKBElement
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from gis.tables._base import Base, Code, Key, ground


class Shift(Base):
    """When a worker is on duty."""

    __tablename__ = "shift"

    id: Mapped[Key]
    code: Mapped[Code]
    worker_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("worker.id", ondelete="CASCADE"))
    begins: Mapped[datetime]
    ends: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("ends > begins"),
        UniqueConstraint("worker_id", "begins"),
        {"comment": "When a worker is on duty. On days without one, the hours of the parameters hold."},
    )


class Position(Base):
    """Where a worker was at a moment of a shift."""

    __tablename__ = "position"

    worker_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("worker.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    accuracy_m: Mapped[float | None] = mapped_column(CheckConstraint("accuracy_m >= 0"))
    matched: Mapped[bool] = mapped_column(server_default=text("false"))
    geom: Mapped[WKBElement] = mapped_column(ground("POINT"))

    __table_args__ = (
        Index("position_unmatched", "worker_id", "at", postgresql_where=text("NOT matched")),
        Index("position_at", "at"),
        {"comment": "Where workers were within their shifts; deleted after position_days."},
    )


class PositionLeftOut(Base):
    """How many positions were not kept."""

    __tablename__ = "position_left_out"

    day: Mapped[date] = mapped_column(primary_key=True)
    outside_shift: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (
        {
            "comment": "How many positions came in outside any shift and were not kept, by the day they came in.",
        },
    )


class Walk(Base):
    """Derived: a worker's day on patrol."""

    __tablename__ = "walk"

    id: Mapped[Key]
    worker_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("worker.id", ondelete="CASCADE"))
    day: Mapped[date]
    settled: Mapped[bool] = mapped_column(server_default=text("false"))
    began: Mapped[datetime]
    ended: Mapped[datetime]
    fixes: Mapped[int]
    off_street: Mapped[int]
    hours: Mapped[float]
    walked_m: Mapped[float]

    __table_args__ = (
        Index("walk_worker", "worker_id", "day"),
        {
            "comment": "Derived from positions: a worker's day on patrol. Settled: its positions are deleted, it stays"
            " as it is."
        },
    )


class Walked(Base):
    """Derived: a stretch of a street that was walked."""

    __tablename__ = "walked"

    id: Mapped[Key]
    walk_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("walk.id", ondelete="CASCADE"))
    day: Mapped[date]
    at: Mapped[datetime]
    street_id: Mapped[int] = mapped_column(BigInteger)
    from_m: Mapped[float]
    to_m: Mapped[float]
    grid_code: Mapped[str | None]
    own: Mapped[bool]
    geom: Mapped[WKBElement] = mapped_column(ground("LINESTRING"))

    __table_args__ = (
        CheckConstraint("to_m > from_m"),
        Index("walked_street", "street_id", "day"),
        Index("walked_walk", "walk_id"),
        Index("walked_geom", "geom", postgresql_using="gist"),
        {
            "comment": "Derived from positions: stretches of streets that were walked; own: in or beside a grid that"
            " the worker held. They outlive the network and the street."
        },
    )
