"""What the page of resources asks again and again: distances and areas, kept while the record stays as it is."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from gis.coverage.standing import today
from gis.database import fingerprint
from gis.parameters import Parameters, load_parameters
from gis.reach.record import GridHomes
from gis.viewer import Viewer
from routing.reach import Distances, Scene, check_radii, distances, read_scene
from routing.service_area import WholeArea
from routing.walking_ground import WalkingGround

SUBJECTS = ("area", "building", "grid", "parameter", "plan", "resource", "street")
HELD = 4
"""Kinds that one process keeps at hand."""
NO_WAY = -1
DECIMALS = 1e-5
"""Nodes of an area on the page: about a metre."""
LEAST_M2 = 4000.0
"""Smaller islands and holes of an area are not drawn on the page: a house or two, which have their own colours."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The distances of one kind, in one state of the record."""

    state: str
    at: datetime
    scene: Scene
    grids: GridHomes
    far: Distances
    area: WholeArea
    parameters: Parameters


class ReachAnswers:
    """Distances by kind; each is worked out once and again when what it depends on has changed."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer
        self._held: OrderedDict[str, Answer] = OrderedDict()
        self._ground: tuple[int | None, WalkingGround] | None = None
        self._working = Lock()

    def answer(self, session: Session, kind: str) -> Answer:
        """Return the distances of a kind.

        Raises:
            NotFoundError: there is no resource of the kind.
        """
        with self._working:
            state = f"{today(session)} {fingerprint(session, *SUBJECTS)}"
            held = self._held.get(kind)
            if held is None or held.state != state:
                held = self._work_out(session, kind, state)
                self._held[kind] = held
            self._held.move_to_end(kind)
            while len(self._held) > HELD:
                self._held.popitem(last=False)
            return held

    def _work_out(self, session: Session, kind: str, state: str) -> Answer:
        scene, grids = read_scene(session, kind=kind, viewer=self._viewer)
        if self._ground is None or self._ground[1].graph is not scene.graph:
            self._ground = scene.graph.version, WalkingGround(scene.graph)
        return Answer(
            state=state,
            at=datetime.now(UTC),
            scene=scene,
            grids=grids,
            far=distances(scene),
            area=WholeArea(self._ground[1], scene.places, scene.homes),
            parameters=load_parameters(session),
        )


def homes_json(answer: Answer) -> dict[str, Any]:
    """Return who lives how far from what, as columns of numbers; metres are rounded up, -1 says: no way."""
    people, far = answer.scene.people, answer.far
    inside = people.inside
    return {
        "kind": answer.scene.kind,
        "network": answer.scene.graph.version,
        "radius_m": answer.parameters.service_radius,
        "speed_kmh": answer.parameters.walking_speed,
        "target": answer.parameters.served_target,
        "as_of": answer.at.isoformat(),
        "resources": [
            {
                "id": each.id, "code": each.code, "name": each.name, "capacity": each.capacity,
                "lon": each.lon, "lat": each.lat,
            }
            for each in answer.scene.resources
        ],
        "grids": [
            {"code": code, "name": name, "bbox": box}
            for code, name, box in zip(
                answer.grids.codes, answer.grids.names, answer.grids.boxes.tolist(), strict=True
            )
        ],
        "homes": {
            "id": people.id[inside],
            "walk": _metres(far.walk_m)[inside],
            "straight": _metres(far.straight_m)[inside],
            "people": people.people[inside],
            "elderly": people.elderly[inside],
            "resource": far.resource[inside],
            "grid": _first_grid(answer)[inside],
        },
    }  # fmt: skip


def _metres(values: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.where(np.isfinite(values), np.ceil(np.nan_to_num(values, posinf=NO_WAY)), NO_WAY).astype(np.int64)


def _first_grid(answer: Answer) -> NDArray[np.int64]:
    """Number of the grid of each building; -1: none."""
    ids, grids = answer.scene.people.id, answer.grids
    found = np.full(len(ids), -1, dtype=np.int64)
    if len(ids):
        place = np.minimum(np.searchsorted(ids, grids.building_id), len(ids) - 1)
        known = ids[place] == grids.building_id
        found[place[known]] = grids.grid[known]
    return found


def area_json(answer: Answer, radius_m: float) -> str:
    """Return the ground within `radius_m` of any resource of the kind as a GeoJSON geometry, to be looked at.

    Raises:
        InputError: the radius is below zero.
    """
    check_radii([radius_m])
    shape = shapely.set_precision(answer.area.at(radius_m, least_m2=LEAST_M2), DECIMALS, mode="pointwise")
    return str(shapely.to_geojson(shape))
