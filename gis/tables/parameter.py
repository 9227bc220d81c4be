"""The district's own values for the plan's thresholds."""

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gis.tables._base import Base


class Parameter(Base):
    """A threshold that the district sets itself; `gis.parameters` has the names and the defaults."""

    __tablename__ = "parameter"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[float] = mapped_column(CheckConstraint("value >= 0"))
