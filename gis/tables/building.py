"""Estates and buildings, and where each building lies."""

from datetime import date

from geoalchemy2 import WKBElement
from sqlalchemy import BigInteger, CheckConstraint, Computed, Index, PrimaryKeyConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from gis.tables._base import Base, Code, Key, area_of_geom, ground


class Estate(Base):
    """A residential compound."""

    __tablename__ = "estate"

    id: Mapped[Key]
    code: Mapped[Code]
    name: Mapped[str]
    occupied_since: Mapped[date | None]
    geom: Mapped[WKBElement] = mapped_column(ground("MULTIPOLYGON"))
    area_m2: Mapped[float | None] = mapped_column(area_of_geom())

    __table_args__ = (Index("estate_geom", "geom", postgresql_using="gist"),)


class Building(Base):
    """A footprint (or, where none is known, a point) with who lives in it."""

    __tablename__ = "building"

    id: Mapped[Key]
    code: Mapped[Code]
    name: Mapped[str | None]
    use: Mapped[str | None]
    levels: Mapped[int | None] = mapped_column(CheckConstraint("levels > 0"))
    households: Mapped[int | None] = mapped_column(CheckConstraint("households >= 0"))
    population: Mapped[int] = mapped_column(CheckConstraint("population >= 0"), server_default=text("0"))
    population_estimated: Mapped[bool] = mapped_column(server_default=text("false"))
    elderly: Mapped[int] = mapped_column(CheckConstraint("elderly >= 0"), server_default=text("0"))
    occupied_since: Mapped[date | None]
    estate_code: Mapped[str | None]
    community_code: Mapped[str | None]
    source: Mapped[str | None]
    geom: Mapped[WKBElement] = mapped_column(
        ground("GEOMETRY"),
        CheckConstraint("GeometryType(geom) IN ('MULTIPOLYGON', 'POINT') AND NOT ST_IsEmpty(geom)"),
    )
    point: Mapped[WKBElement | None] = mapped_column(
        ground("POINT"), Computed("ST_PointOnSurface(geom)", persisted=True)
    )
    mercator: Mapped[WKBElement | None] = mapped_column(
        ground("GEOMETRY", srid=3857), Computed("ST_Transform(geom, 3857)", persisted=True)
    )
    footprint_m2: Mapped[float | None] = mapped_column(area_of_geom())

    __table_args__ = (
        Index("building_geom", "geom", postgresql_using="gist"),
        Index("building_point", "point", postgresql_using="gist"),
        Index("building_name", "name", postgresql_ops={"name": "text_pattern_ops"}),
        Index("building_code_start", "code", postgresql_ops={"code": "text_pattern_ops"}),
        Index("building_estate", "estate_code", postgresql_where=text("estate_code IS NOT NULL")),
    )


class BuildingShape(Base):
    """Derived: which building lies in which grid shape."""

    __tablename__ = "building_shape"

    building_id: Mapped[int] = mapped_column(BigInteger, autoincrement=False)
    shape_id: Mapped[int] = mapped_column(BigInteger, autoincrement=False)

    __table_args__ = (
        PrimaryKeyConstraint("building_id", "shape_id", name="building_shape_pkey"),
        Index("building_shape_shape", "shape_id"),
        {
            "comment": "Derived: which building lies in which grid shape. Triggers write it;"
            " foreign keys would only cost time."
        },
    )


class BuildingPlace(Base):
    """Derived: the areas a building lies in; one row for every building."""

    __tablename__ = "building_place"

    building_id: Mapped[int] = mapped_column(BigInteger, autoincrement=False)
    district_id: Mapped[int | None] = mapped_column(BigInteger)
    subdistrict_id: Mapped[int | None] = mapped_column(BigInteger)
    community_id: Mapped[int | None] = mapped_column(BigInteger)

    __table_args__ = (
        PrimaryKeyConstraint("building_id", name="building_place_pkey"),
        Index("building_place_community", "community_id", postgresql_where=text("community_id IS NOT NULL")),
        Index("building_place_subdistrict", "subdistrict_id", postgresql_where=text("subdistrict_id IS NOT NULL")),
        {"comment": "Derived: the areas a building lies in. Triggers write it."},
    )
