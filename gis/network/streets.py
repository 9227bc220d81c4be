"""The streets people may walk along, as the record has them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkableStreets:
    """n streets, in the order of their keys.

    Attributes:
        id: int64 (n,), their keys in table `street`.
        lines: (n,) LineStrings or MultiLineStrings, EPSG:4326.
        level: int64 (n,): two streets are at one level where this is the same (`layer`, bridge, tunnel).
        raised: bool (n,): a bridge or a tunnel, which buildings are not tied to.
        noded: bool (n,): joined by their source wherever one can turn from one into the other, as OpenStreetMap's
            ways are: where two such streets cross without a common node, there is no way from one to the other.
    """

    id: NDArray[np.int64]
    lines: NDArray[Any]
    level: NDArray[np.int64]
    raised: NDArray[np.bool_]
    noded: NDArray[np.bool_]


def read_streets(session: Session) -> WalkableStreets:
    """Return the streets with `foot`; those loaded from OpenStreetMap (code w…, its way) are taken as noded."""
    rows = session.execute(
        text(r"""
            SELECT id, code ~ '^w\d+$' AS noded, bridge OR tunnel AS raised,
                   layer * 4 + bridge::integer * 2 + tunnel::integer AS level, ST_AsBinary(geom) AS geom
            FROM street WHERE foot AND NOT ST_IsEmpty(geom) ORDER BY id
        """)
    ).all()
    lines = np.empty(len(rows), dtype=object)
    lines[:] = shapely.from_wkb([bytes(row.geom) for row in rows])
    return WalkableStreets(
        id=np.array([row.id for row in rows], dtype=np.int64),
        lines=lines,
        level=np.array([row.level for row in rows], dtype=np.int64),
        raised=np.array([row.raised for row in rows], dtype=np.bool_),
        noded=np.array([row.noded for row in rows], dtype=np.bool_),
    )
