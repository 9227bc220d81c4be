"""Grid workers, and who holds which grid of which plan."""

from datetime import date

from geoalchemy2 import WKBElement
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Integer, text
from sqlalchemy.orm import Mapped, mapped_column

from gis.tables._base import Base, Code, Key, ground


class Worker(Base):
    """A grid worker, grid head, assistant or volunteer."""

    __tablename__ = "worker"

    id: Mapped[Key]
    code: Mapped[Code]
    name: Mapped[str]
    role: Mapped[str] = mapped_column(
        CheckConstraint("role IN ('worker', 'head', 'assistant', 'volunteer')"), server_default=text("'worker'")
    )
    phone: Mapped[str | None] = mapped_column(comment="Never shown on a page, in a layer or in an export.")
    post: Mapped[WKBElement | None] = mapped_column(ground("POINT"))


class AssignmentStep(Base):
    """A worker whom a revision of a draft gave to a grid."""

    __tablename__ = "assignment_step"

    plan_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    revision: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    grid_code: Mapped[str] = mapped_column(primary_key=True)
    worker_id: Mapped[int] = mapped_column(ForeignKey("worker.id", ondelete="CASCADE"), primary_key=True)
    since: Mapped[date]
    assigned_by: Mapped[str | None]

    __table_args__ = (
        ForeignKeyConstraint(
            ("plan_id", "revision"), ("plan_revision.plan_id", "plan_revision.number"), ondelete="CASCADE"
        ),
        Index("assignment_step_worker", "worker_id"),
        {"comment": "Workers whom a revision of a draft gave to grids: taken away by undo, given again by redo."},
    )


class Assignment(Base):
    """A worker holds a grid, since a day; `until` is the first day on which that is over."""

    __tablename__ = "assignment"

    id: Mapped[Key]
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"))
    grid_code: Mapped[str]
    worker_id: Mapped[int] = mapped_column(ForeignKey("worker.id", ondelete="CASCADE"))
    since: Mapped[date]
    until: Mapped[date | None] = mapped_column(CheckConstraint("until >= since"))
    assigned_by: Mapped[str | None] = mapped_column(comment="Who wrote it down on a page; null where a file did.")
    released_by: Mapped[str | None]

    __table_args__ = (
        Index(
            "assignment_open",
            "plan_id",
            "grid_code",
            "worker_id",
            unique=True,
            postgresql_where=text("until IS NULL"),
        ),
        Index("assignment_worker", "worker_id"),
    )
