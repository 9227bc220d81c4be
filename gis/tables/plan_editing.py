"""What editing a draft leaves beside its grids: locks, findings kept with a published plan, withdrawals."""

from datetime import date, datetime
from typing import Any

from geoalchemy2 import WKBElement
from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from gis.tables._base import Base, Key, Now, ground


class GridLock(Base):
    """A grid of a draft that no edit may change."""

    __tablename__ = "grid_lock"

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True)
    grid_code: Mapped[str] = mapped_column(primary_key=True)
    author: Mapped[str]
    at: Mapped[Now]


class PlanCheck(Base):
    """A finding of a plan as it was published."""

    __tablename__ = "plan_check"

    id: Mapped[Key]
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"))
    key: Mapped[str]
    kind: Mapped[str]
    severity: Mapped[str] = mapped_column(CheckConstraint("severity IN ('error', 'warning')"))
    grids: Mapped[list[str]] = mapped_column(ARRAY(Text))
    people: Mapped[int]
    area_m2: Mapped[float]
    wording: Mapped[dict[str, Any]]
    geom: Mapped[WKBElement | None] = mapped_column(ground("GEOMETRY"))

    __table_args__ = (
        Index("plan_check_plan", "plan_id"),
        {"comment": "What was found wrong with a plan when it was published."},
    )


class PlanWithdrawal(Base):
    """A publication that was taken back before its day."""

    __tablename__ = "plan_withdrawal"

    id: Mapped[Key]
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"))
    at: Mapped[Now]
    author: Mapped[str]
    published_at: Mapped[datetime]
    published_by: Mapped[str]
    effective_from: Mapped[date]

    __table_args__ = (
        Index("plan_withdrawal_plan", "plan_id"),
        {"comment": "Publications that were taken back before their day, and by whom."},
    )
