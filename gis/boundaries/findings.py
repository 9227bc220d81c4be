"""What a check finds: where, what it means, and the operation that mends it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import shapely

from gis.crs import DECIMALS

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mend:
    """An operation of `gis.boundaries.operations` with its arguments, and what it does in words (`zh`, `en`)."""

    operation: str
    arguments: Mapping[str, Any]
    text: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        """Return the mend as the HTTP API has it."""
        return {"operation": self.operation, "arguments": dict(self.arguments), "text": dict(self.text)}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFinding:
    """One thing that is wrong with a plan.

    Attributes:
        key: The same from one check to the next.
        kind: Which check found it.
        severity: A plan with an `error` cannot be published.
        grids: Codes of the grids concerned.
        people: Who is concerned by it.
        area_m2: Square metres of the place.
        geom: The place, EPSG:4326.
        text: What it is, `zh` and `en`.
        mend: None where no single operation helps.
    """

    key: str
    kind: str
    severity: Severity
    grids: tuple[str, ...]
    people: int = 0
    area_m2: float = 0.0
    geom: Any = field(repr=False)
    text: Mapping[str, str]
    mend: Mend | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the finding as the HTTP API and the command line have it."""
        west, south, east, north = (round(float(side), DECIMALS) for side in shapely.bounds(self.geom))
        point = shapely.point_on_surface(self.geom)
        return {
            "key": self.key,
            "kind": self.kind,
            "severity": self.severity,
            "grids": list(self.grids),
            "people": self.people,
            "area_m2": self.area_m2,
            "bbox": [west, south, east, north],
            "centroid": [round(float(point.x), DECIMALS), round(float(point.y), DECIMALS)],
            "text": dict(self.text),
            "mend": None if self.mend is None else self.mend.as_json(),
        }
