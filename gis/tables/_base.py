"""What every table shares: types, keys and geometry columns."""

from datetime import date, datetime
from typing import Annotated, Any, ClassVar

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, Computed, Date, Double, Identity, Text, text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import UserDefinedType


class Base(DeclarativeBase):
    """Base of all tables."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text,
        float: Double,
        date: Date,
        datetime: TIMESTAMP(timezone=True),
        dict[str, Any]: JSONB,
    }


class TransactionId(UserDefinedType[str]):
    """PostgreSQL's 64-bit transaction id, which never wraps round."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """Return the type's name."""
        return "xid8"


Key = Annotated[int, mapped_column(BigInteger, Identity(), primary_key=True)]
Code = Annotated[str, mapped_column(Text, unique=True)]
Empty = Annotated[str, mapped_column(Text, server_default=text("''"))]
Now = Annotated[datetime, mapped_column(TIMESTAMP(timezone=True), server_default=text("now()"))]


def ground(kind: str, *, srid: int = 4326) -> Geometry:
    """Return the type of a geometry column; its index is named beside it, with the question that it serves."""
    return Geometry(kind, srid=srid, spatial_index=False)


def area_of_geom() -> Computed:
    """Square metres of `geom` on the ellipsoid."""
    return Computed("ST_Area(geography(geom))", persisted=True)
