"""What nobody answers for, as it was last worked out, and the exceptions that people made."""

from datetime import date
from typing import Any

from geoalchemy2 import WKBElement
from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gis.tables._base import Base, Code, Key, Now, ground


class BlindSpot(Base):
    """Derived: ground or people nobody answers for."""

    __tablename__ = "blind_spot"

    id: Mapped[Key]
    key: Mapped[Code]
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"))
    kind: Mapped[str]
    name: Mapped[str]
    people: Mapped[int]
    buildings: Mapped[int]
    since: Mapped[date | None]
    area_m2: Mapped[float]
    community_id: Mapped[int | None] = mapped_column(BigInteger)
    cure: Mapped[dict[str, Any]]
    geom: Mapped[WKBElement] = mapped_column(ground("GEOMETRY"))
    centroid: Mapped[WKBElement] = mapped_column(ground("POINT"))

    __table_args__ = (
        Index("blind_spot_geom", "geom", postgresql_using="gist"),
        {"comment": "Derived: what nobody answers for, as of the fingerprint in derived."},
    )


class BlindSpotException(Base):
    """A spot that is none, with the reason and who said so; `key` outlives the spot's row."""

    __tablename__ = "blind_spot_exception"

    key: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    reason: Mapped[str]
    author: Mapped[str]
    at: Mapped[Now]


class GroundStat(Base):
    """Derived: ground in and out of the grids in force, per area; no area is the district."""

    __tablename__ = "ground_stat"

    area_id: Mapped[int | None] = mapped_column(BigInteger)
    plan_id: Mapped[int | None] = mapped_column(BigInteger)
    district_m2: Mapped[float | None]
    covered_m2: Mapped[float]
    gaps_m2: Mapped[float | None]
    overlaps_m2: Mapped[float]

    __mapper_args__ = {"primary_key": [area_id]}  # noqa: RUF012 - as SQLAlchemy spells it
    __table_args__ = (
        UniqueConstraint("area_id", postgresql_nulls_not_distinct=True),
        {"comment": "Derived: ground in and out of the grids in force, per area (no area: the district)."},
    )
