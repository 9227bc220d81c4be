"""People outside the service radius of a kind of resource: a blind spot of its own kind, one per community.

It is listed apart from blind spots of the ground: no border that is drawn otherwise brings a centre nearer.
"""

from dataclasses import dataclass, field
from typing import Any

import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.blind_spots import CURE_KEYS, BlindSpot
from gis.coverage.scope import scope_of
from gis.parameters import load_parameters
from gis.reach.keeping import KEPT_KIND
from gis.viewer import Viewer

KIND = "unserved"

_UNSERVED = """
SELECT c.code, c.name, sum(b.population)::bigint AS people, sum(b.elderly)::bigint AS people_60,
       count(*) AS buildings, coalesce(sum(b.footprint_m2), 0) AS area_m2,
       count(*) FILTER (WHERE r.walk_m IS NULL) AS cut_off,
       sum(r.walk_m * b.population) / nullif(sum(b.population) FILTER (WHERE r.walk_m IS NOT NULL), 0) AS mean_m,
       max(r.walk_m) AS most_m,
       ST_X(ST_Centroid(ST_Collect(b.point))) AS lon, ST_Y(ST_Centroid(ST_Collect(b.point))) AS lat,
       ST_AsBinary(ST_Multi(ST_CollectionExtract(ST_Collect(b.geom), 3))) AS geom
FROM reach r
JOIN building b ON b.id = r.building_id
LEFT JOIN building_place p ON p.building_id = b.id
LEFT JOIN area c ON c.id = p.community_id
WHERE r.kind = :kind AND (r.walk_m IS NULL OR r.walk_m > :radius)
  AND (CAST(:area AS bigint) IS NULL OR :area IN (p.district_id, p.subdistrict_id, p.community_id))
GROUP BY c.code, c.name
ORDER BY people_60 DESC, people DESC, c.code
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnservedSpot:
    """The people of one community who live outside the service radius; of no community where `code` is None.

    Attributes:
        area_m2: Footprints of their buildings, in m² on the ellipsoid.
        mean_m: Metres that they walk on average; None: nobody has a way.
        most_m: Metres that the farthest of them walk.
        cut_off: Buildings without any way on foot.
        centroid: A point (lon, lat) in their middle.
        geom: Footprints of their buildings, EPSG:4326.
    """

    code: str | None
    name: str | None
    resource_kind: str
    radius_m: float
    people: int
    people_60: int
    buildings: int
    area_m2: float
    mean_m: float | None
    most_m: float | None
    cut_off: int
    centroid: tuple[float, float]
    geom: Any = field(repr=False)

    @property
    def title(self) -> str:
        """Its name in a list."""
        return f"{self.name or self.code or '不在任何社区'} 服务半径外"

    @property
    def words(self) -> dict[str, str]:
        """How far they walk, in words."""
        if self.mean_m is None or self.most_m is None:
            return {"zh": "没有步行道路通往任何一处。", "en": "They have no way on foot to any of them."}
        return {
            "zh": f"平均步行 {self.mean_m:,.0f} m，最远 {self.most_m:,.0f} m：可在此增设。",
            "en": f"They walk {self.mean_m:,.0f} m on average, {self.most_m:,.0f} m at most: a new one belongs here.",
        }

    def as_blind_spot(self) -> BlindSpot:
        """Return it as the other kinds are, so that lists and files may hold both; its `id` is 0."""
        cure: dict[str, Any] = dict.fromkeys(CURE_KEYS) | {"action": "site", "grids_due": 0, "text": self.words}
        return BlindSpot(
            id=0,
            key=f"{KIND}:{self.resource_kind}:{self.code or ''}",
            kind=KIND,
            name=self.title,
            people=self.people,
            buildings=self.buildings,
            since=None,
            days=None,
            area_m2=round(self.area_m2, 1),
            centroid=self.centroid,
            cure=cure,
            exception=None,
            geom=self.geom,
        )

    def as_json(self) -> dict[str, Any]:
        """Return it under the keys of other blind spots, and its own."""
        return self.as_blind_spot().as_json() | {
            "id": None,
            "people_60": self.people_60,
            "resource_kind": self.resource_kind,
            "radius_m": self.radius_m,
            "mean_m": None if self.mean_m is None else round(self.mean_m, 1),
            "most_m": None if self.most_m is None else round(self.most_m, 1),
            "cut_off": self.cut_off,
        }


def unserved_spots(
    session: Session, viewer: Viewer, *, kind: str = KEPT_KIND, area_code: str | None = None
) -> list[UnservedSpot]:
    """Return the people outside the plan's service radius as reach was last kept, most people of 60+ first.

    Raises:
        NotFoundError: there is no such area, or the viewer may not see it.
    """
    scope = scope_of(session, viewer, area_code=area_code)
    radius = load_parameters(session).service_radius
    asked = {"kind": kind, "radius": radius, "area": None if scope is None else scope.id}
    spots = []
    for row in session.execute(text(_UNSERVED), asked):
        values = row._asdict()
        point = (values.pop("lon"), values.pop("lat"))
        values["geom"] = shapely.from_wkb(bytes(values["geom"]))
        spots.append(UnservedSpot(**values, resource_kind=kind, radius_m=radius, centroid=point))
    return spots
