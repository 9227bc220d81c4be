"""Who lives how far from which resource, and the ground within a walk of it."""

from geoalchemy2 import WKBElement
from sqlalchemy import BigInteger, Index, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gis.tables._base import Base, Key, ground


class Reach(Base):
    """Derived: the way from a building to the nearest resource of a kind."""

    __tablename__ = "reach"

    kind: Mapped[str]
    building_id: Mapped[int] = mapped_column(BigInteger, autoincrement=False)
    resource_id: Mapped[int | None] = mapped_column(BigInteger)
    walk_m: Mapped[float | None]
    straight_m: Mapped[float]

    __table_args__ = (
        PrimaryKeyConstraint("kind", "building_id", name="reach_pkey"),
        {
            "comment": "Derived: how far each building is from the nearest resource of a kind, on foot (NULL: no way"
            " there) and in a straight line."
        },
    )


class ServiceArea(Base):
    """Derived: the ground within a walk from a resource."""

    __tablename__ = "service_area"

    id: Mapped[Key]
    kind: Mapped[str]
    resource_id: Mapped[int] = mapped_column(BigInteger)
    radius_m: Mapped[float]
    people: Mapped[int]
    elderly: Mapped[int]
    misplaced: Mapped[int]
    geom: Mapped[WKBElement] = mapped_column(ground("MULTIPOLYGON"))

    __table_args__ = (
        UniqueConstraint("kind", "resource_id", "radius_m", name="service_area_one"),
        Index("service_area_geom", "geom", postgresql_using="gist"),
        {
            "comment": "Derived: the ground within a walk of radius_m from a resource; misplaced counts the people"
            " whom the drawing puts on the wrong side."
        },
    )
