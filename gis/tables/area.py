"""The administrative areas: one district, its subdistricts, their communities."""

from geoalchemy2 import WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from gis.tables._base import Base, Code, Key, area_of_geom, ground


class Area(Base):
    """A district, a subdistrict or a community."""

    __tablename__ = "area"

    id: Mapped[Key]
    level: Mapped[str] = mapped_column(CheckConstraint("level IN ('district', 'subdistrict', 'community')"))
    code: Mapped[Code]
    name: Mapped[str]
    zone: Mapped[str | None] = mapped_column(CheckConstraint("zone IN ('centre', 'suburb')"))
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("area.id", ondelete="SET NULL", deferrable=True, initially="DEFERRED")
    )
    geom: Mapped[WKBElement] = mapped_column(ground("MULTIPOLYGON"))
    area_m2: Mapped[float | None] = mapped_column(area_of_geom())

    __table_args__ = (
        CheckConstraint("ST_IsValid(geom) AND NOT ST_IsEmpty(geom)", name="area_geom_valid"),
        Index("area_one_district", "level", unique=True, postgresql_where=text("level = 'district'")),
        Index("area_geom", "geom", postgresql_using="gist"),
        Index("area_parent", "parent_id"),
    )
