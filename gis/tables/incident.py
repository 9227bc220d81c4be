"""Incidents and their categories."""

from datetime import datetime

from geoalchemy2 import WKBElement
from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from gis.tables._base import Base, Code, Empty, Key, ground


class IncidentCategory(Base):
    """What an incident can be: two digits of class and three of item."""

    __tablename__ = "incident_category"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_en: Mapped[Empty]
    class_name: Mapped[Empty]


class Incident(Base):
    """Something that happened at a point."""

    __tablename__ = "incident"

    id: Mapped[Key]
    code: Mapped[Code]
    category: Mapped[Empty]
    description: Mapped[Empty]
    source: Mapped[Empty]
    stage: Mapped[str] = mapped_column(
        CheckConstraint("stage IN ('collect', 'file', 'dispatch', 'handle', 'feed_back', 'verify', 'close')"),
        server_default=text("'collect'"),
    )
    reported_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    geom: Mapped[WKBElement] = mapped_column(ground("POINT"))

    __table_args__ = (
        Index("incident_geom", "geom", postgresql_using="gist"),
        Index("incident_reported", "reported_at"),
    )
