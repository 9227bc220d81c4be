"""Streets, water, greens and named places: what the base map is drawn from."""

from geoalchemy2 import WKBElement
from sqlalchemy import CheckConstraint, Computed, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from gis.tables._base import Base, Code, Key, ground


class Street(Base):
    """A piece of street; `class` is a word of OpenStreetMap's key highway."""

    __tablename__ = "street"

    id: Mapped[Key]
    code: Mapped[Code]
    name: Mapped[str | None]
    class_: Mapped[str] = mapped_column("class", server_default=text("'unclassified'"))
    foot: Mapped[bool] = mapped_column(server_default=text("true"))
    oneway: Mapped[bool] = mapped_column(server_default=text("false"))
    bridge: Mapped[bool] = mapped_column(server_default=text("false"))
    tunnel: Mapped[bool] = mapped_column(server_default=text("false"))
    layer: Mapped[int] = mapped_column(server_default=text("0"))
    width_m: Mapped[float | None] = mapped_column(CheckConstraint("width_m > 0"))
    geom: Mapped[WKBElement] = mapped_column(ground("MULTILINESTRING"))
    length_m: Mapped[float | None] = mapped_column(Computed("ST_Length(geography(geom))", persisted=True))

    __table_args__ = (Index("street_geom", "geom", postgresql_using="gist"),)


class Water(Base):
    """A river, a lake, a canal."""

    __tablename__ = "water"

    id: Mapped[Key]
    code: Mapped[Code]
    name: Mapped[str | None]
    kind: Mapped[str] = mapped_column(server_default=text("'water'"))
    geom: Mapped[WKBElement] = mapped_column(
        ground("GEOMETRY"), CheckConstraint("GeometryType(geom) IN ('MULTIPOLYGON', 'MULTILINESTRING')")
    )

    __table_args__ = (Index("water_geom", "geom", postgresql_using="gist"),)


class Green(Base):
    """A park, a wood, a hill."""

    __tablename__ = "green"

    id: Mapped[Key]
    code: Mapped[Code]
    name: Mapped[str | None]
    kind: Mapped[str] = mapped_column(server_default=text("'park'"))
    geom: Mapped[WKBElement] = mapped_column(ground("MULTIPOLYGON"))

    __table_args__ = (Index("green_geom", "geom", postgresql_using="gist"),)


class Place(Base):
    """A name on the map."""

    __tablename__ = "place"

    id: Mapped[Key]
    code: Mapped[Code]
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(server_default=text("'locality'"))
    geom: Mapped[WKBElement] = mapped_column(ground("POINT"))

    __table_args__ = (Index("place_geom", "geom", postgresql_using="gist"),)
