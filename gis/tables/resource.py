"""Resources: elderly centres, clinics, police posts and the like."""

from geoalchemy2 import WKBElement
from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from gis.tables._base import Base, Code, Key, ground


class Resource(Base):
    """A place that serves people around it."""

    __tablename__ = "resource"

    id: Mapped[Key]
    code: Mapped[Code]
    name: Mapped[str]
    kind: Mapped[str]
    capacity: Mapped[int | None] = mapped_column(CheckConstraint("capacity >= 0"))
    radius_m: Mapped[float | None] = mapped_column(CheckConstraint("radius_m > 0"))
    address: Mapped[str | None]
    geom: Mapped[WKBElement] = mapped_column(ground("POINT"))

    __table_args__ = (
        Index("resource_geom", "geom", postgresql_using="gist"),
        Index("resource_kind", "kind"),
    )
