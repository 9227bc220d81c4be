"""A layer: what it is called, the rows it shows, and what they look like."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from sqlalchemy import TextClause, text

from gis.parameters import Parameters
from gis.viewer import Viewer
from layers._style import Style, Words
from layers._words import PROPERTIES

Group = Literal["base", "areas", "plan", "people", "work"]
Geometry = Literal["polygon", "line", "point"]
Query = Callable[[Viewer], TextClause]

DEEPEST_ZOOM = 18
"""Deeper zooms are drawn from the tiles of this one: a unit of its tiles is 4 cm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One layer of the map; a frozen value that a layer's file defines as `LAYER`.

    Attributes:
        id: The name of its file, of its tiles' MVT layer, and in every address.
        title: As readers see it.
        group: Under which heading it stands.
        order: Drawing order; what is lower is drawn first.
        geometry: What its features are.
        query: The rows a viewer may see: ONE flat SELECT with `id` (bigint), `geom` (EPSG:4326) and the properties
            under their own names; no LIMIT, no aggregate at its top, so that PostgreSQL merges it with the tile's
            bounds and uses the index on the geometry. It may use `:zoom` (of the tile; 22 everywhere else),
            `:day` (a date that is asked for; NULL: as it stands) and any
            parameter of the plan by its name (`:service_radius`). The viewer's area is applied by whoever reads,
            never here.
        properties: Names of the properties, in the order of exports; GeoJSON and exports carry them all.
        drawn: Those of them that tiles carry: what is drawn, written beside a feature, or names it; None: all.
        mercator: Whether the query names a column `mercator` (EPSG:3857) too, which saves tiles the transformation.
        zooms: From which zoom it is drawn, and the deepest that has tiles of its own.
        style: Its look under the district's parameters.
        subjects: Names of the changes (`change.subject`, on the live channel) after which what is drawn differs, within
            the box of the change.
        cluster: Points near each other are drawn as one with their number (property `count`) below zoom 17.
        label: Property that is written beside the feature from zoom 15 on.
        radius: Property that holds a reach in metres around a point.
        lasts_s: Seconds after which its rows may differ without a change, since they ask for the time of day.
    """

    id: str
    title: Words
    group: Group
    order: int
    geometry: Geometry
    query: Query
    properties: tuple[str, ...]
    drawn: tuple[str, ...] | None = None
    style: Callable[[Parameters], Style]
    subjects: tuple[str, ...]
    mercator: bool = False
    zooms: tuple[int, int] = (0, DEEPEST_ZOOM)
    cluster: bool = False
    label: str | None = None
    radius: str | None = None
    lasts_s: int | None = None

    def as_json(self, parameters: Parameters) -> dict[str, Any]:
        """Return all that is needed to list the layer and to draw its tiles."""
        style = self.style(parameters)
        return {
            "id": self.id,
            "title": asdict(self.title),
            "group": self.group,
            "order": self.order,
            "geometry": self.geometry,
            "zooms": list(self.zooms),
            "properties": list(self.properties),
            "drawn": list(self.drawn or self.properties),
            "words": {name: asdict(PROPERTIES[name]) for name in self.properties if name in PROPERTIES},
            "subjects": list(self.subjects),
            "cluster": self.cluster,
            "label": self.label,
            "radius": self.radius,
            "lasts_s": self.lasts_s,
            "style": style.as_json(),
            "legend": style.legend(),
        }


def for_everyone(sql: str) -> Query:
    """Return a query that shows every viewer the same rows (of the area that viewer may see)."""
    clause = text(sql)

    def query(_viewer: Viewer) -> TextClause:
        return clause

    return query
