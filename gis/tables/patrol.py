"""The patrol of each grid: its legs in order and the key places it passes."""

from datetime import time
from typing import Any

from geoalchemy2 import WKBElement
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from gis.tables._base import Base, Key, Now, ground


class Patrol(Base):
    """Derived: the patrol of a grid of a plan."""

    __tablename__ = "patrol"

    id: Mapped[Key]
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"))
    grid_code: Mapped[str]
    shape_id: Mapped[int] = mapped_column(BigInteger)
    network_id: Mapped[int] = mapped_column(BigInteger)
    worker_code: Mapped[str | None]
    post: Mapped[WKBElement | None] = mapped_column(ground("POINT"))
    made_at: Mapped[Now]
    made_by: Mapped[str]
    options: Mapped[dict[str, Any]]
    streets_m: Mapped[float]
    required_m: Mapped[float]
    length_m: Mapped[float]
    bound_m: Mapped[float]
    optimal: Mapped[bool]
    shifts: Mapped[int]
    hours: Mapped[float]
    remarks: Mapped[list[Any]] = mapped_column(JSONB)

    __table_args__ = (
        UniqueConstraint("plan_id", "grid_code", name="patrol_one"),
        {"comment": "Derived: the patrol of each grid of a plan, as it was last worked out."},
    )


class PatrolLeg(Base):
    """Derived: a piece of street in the order it is walked: a street of the grid, walked again, or a way between."""

    __tablename__ = "patrol_leg"

    id: Mapped[Key]
    patrol_id: Mapped[int] = mapped_column(ForeignKey("patrol.id", ondelete="CASCADE"))
    shift: Mapped[int]
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(CheckConstraint("kind IN ('walk', 'again', 'way')"))
    street_id: Mapped[int] = mapped_column(BigInteger)
    edge: Mapped[int]
    from_m: Mapped[float]
    to_m: Mapped[float]
    begins_m: Mapped[float]
    length_m: Mapped[float]
    geom: Mapped[WKBElement] = mapped_column(ground("LINESTRING"))

    __table_args__ = (
        UniqueConstraint("patrol_id", "shift", "number", name="patrol_leg_order"),
        Index("patrol_leg_geom", "geom", postgresql_using="gist"),
        {
            "comment": "Derived: the legs of each patrol in order, drawn in the direction they are walked; from_m and"
            " to_m lie on the edge of the patrol's network, begins_m on the shift's way."
        },
    )


class PatrolStop(Base):
    """Derived: a key place that a patrol passes."""

    __tablename__ = "patrol_stop"

    id: Mapped[Key]
    patrol_id: Mapped[int] = mapped_column(ForeignKey("patrol.id", ondelete="CASCADE"))
    shift: Mapped[int]
    begins_m: Mapped[float]
    kind: Mapped[str] = mapped_column(CheckConstraint("kind IN ('resource', 'blind_spot', 'repeated')"))
    ref: Mapped[str]
    name: Mapped[str]
    off_m: Mapped[float]
    arrives: Mapped[time | None]
    opens: Mapped[time | None]
    closes: Mapped[time | None]
    geom: Mapped[WKBElement] = mapped_column(ground("POINT"))

    __table_args__ = (
        Index("patrol_stop_patrol", "patrol_id"),
        {"comment": "Derived: the key places that each patrol passes, and when."},
    )
