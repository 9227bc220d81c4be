"""Plans, their revisions, their grids, the grids' shapes, and who lives in each shape."""

from datetime import date, datetime
from typing import Any

from geoalchemy2 import WKBElement
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gis.tables._base import Base, Empty, Key, Now, area_of_geom, ground


class Plan(Base):
    """A whole set of grids: a draft until it is published with the day from which it holds."""

    __tablename__ = "plan"

    id: Mapped[Key]
    name: Mapped[str]
    base_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id", ondelete="SET NULL"))
    revision: Mapped[int] = mapped_column(CheckConstraint("revision >= 0"), server_default=text("0"))
    created_at: Mapped[Now]
    created_by: Mapped[str]
    published_at: Mapped[datetime | None]
    published_by: Mapped[str | None]
    effective_from: Mapped[date | None]
    effective_until: Mapped[date | None]
    note: Mapped[Empty]
    revision_last: Mapped[int] = mapped_column(
        server_default=text("0"), comment="The highest revision number given so far; none is given twice."
    )

    __table_args__ = (
        CheckConstraint("(published_at IS NULL) = (effective_from IS NULL)"),
        CheckConstraint("(published_at IS NULL) = (published_by IS NULL)"),
        CheckConstraint("effective_until IS NULL OR effective_until >= effective_from"),
        ExcludeConstraint(
            (text("daterange(effective_from, effective_until)"), "&&"),
            where=text("published_at IS NOT NULL"),
            using="gist",
            name="plan_one_in_force",
        ),
    )


class PlanRevision(Base):
    """One step of editing a draft; 0 is the plan as it was made."""

    __tablename__ = "plan_revision"

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, CheckConstraint("number >= 0"), primary_key=True, autoincrement=False)
    at: Mapped[Now]
    author: Mapped[str]
    action: Mapped[str]
    summary: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))


class GridShape(Base):
    """The ground of a grid; a row never changes, and serves every plan and revision that has this ground."""

    __tablename__ = "grid_shape"

    id: Mapped[Key]
    geom: Mapped[WKBElement] = mapped_column(ground("MULTIPOLYGON"))
    area_m2: Mapped[float | None] = mapped_column(area_of_geom())
    digest: Mapped[str | None] = mapped_column(Computed("md5(ST_AsBinary(geom))", persisted=True))

    __table_args__ = (
        CheckConstraint("ST_IsValid(geom) AND NOT ST_IsEmpty(geom)", name="grid_shape_geom_valid"),
        Index("grid_shape_geom", "geom", postgresql_using="gist"),
        Index("grid_shape_digest", "digest"),
    )


class Grid(Base):
    """A grid of a plan, from one revision of it until another."""

    __tablename__ = "grid"

    id: Mapped[Key]
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"))
    code: Mapped[str]
    name: Mapped[Empty]
    community_id: Mapped[int | None] = mapped_column(ForeignKey("area.id", ondelete="SET NULL"))
    shape_id: Mapped[int] = mapped_column(ForeignKey("grid_shape.id"))
    first_revision: Mapped[int] = mapped_column(CheckConstraint("first_revision >= 0"))
    last_revision: Mapped[int | None] = mapped_column(CheckConstraint("last_revision > first_revision"))

    __table_args__ = (
        Index("grid_plan_code", "plan_id", "code"),
        Index("grid_code_once", "plan_id", "code", unique=True, postgresql_where=text("last_revision IS NULL")),
        Index("grid_shape_id", "shape_id"),
        Index("grid_community", "community_id"),
    )


class GridRenumbering(Base):
    """What a grid was called before a revision numbered a draft anew."""

    __tablename__ = "grid_renumbering"

    plan_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    revision: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    old_code: Mapped[str] = mapped_column(primary_key=True)
    new_code: Mapped[str]

    __table_args__ = (
        UniqueConstraint("plan_id", "revision", "new_code"),
        ForeignKeyConstraint(
            ("plan_id", "revision"), ("plan_revision.plan_id", "plan_revision.number"), ondelete="CASCADE"
        ),
        {"comment": "What grids were called before a revision numbered them anew."},
    )


class ShapeStat(Base):
    """Derived: who lives in each grid shape."""

    __tablename__ = "shape_stat"
    __table_args__ = ({"comment": "Derived: who lives in each grid shape. Triggers write it."},)

    shape_id: Mapped[int] = mapped_column(ForeignKey("grid_shape.id", ondelete="CASCADE"), primary_key=True)
    buildings: Mapped[int] = mapped_column(server_default=text("0"))
    households: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    population: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    population_estimated: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    elderly: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
