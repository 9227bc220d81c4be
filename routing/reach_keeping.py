"""Keeps tables `reach` and `service_area` up to date."""

import numpy as np
from sqlalchemy.orm import Session

from gis.coverage.derived import renewal
from gis.errors import NotFoundError
from gis.parameters import load_parameters
from gis.progress import SILENT, Progress
from gis.reach.keeping import KEPT_KIND, SUBJECTS, VERSION, KeptArea, forget_reach, write_areas, write_reach
from gis.viewer import LOCAL_OPERATOR
from routing.reach import Scene, distances, read_scene
from routing.service_area import service_areas
from routing.walking_ground import WalkingGround

TIMES = (1, 2, 3)
"""Areas are kept for these multiples of the service radius."""


def keep_reach(session: Session, *, kind: str = KEPT_KIND, progress: Progress = SILENT, wait: bool = False) -> bool:
    """Bring reach of a kind up to date; return whether anything was to be done.

    Of the kind that layers show, service areas are kept as well.

    Args:
        session: At READ COMMITTED; its transaction is the caller's.
        kind: A kind of resource.
        progress: Told of the stages.
        wait: Wait for another session that is doing this; otherwise leave it to that one.

    Raises:
        NotFoundError: there is no resource of the kind, unless it is the one that layers show.
    """
    name = "reach" if kind == KEPT_KIND else f"reach {kind}"
    with renewal(session, name, SUBJECTS, version=VERSION, wait=wait) as needed:
        if needed:
            try:
                scene, _ = read_scene(session, kind=kind, viewer=LOCAL_OPERATOR, progress=progress)
            except NotFoundError:
                if kind != KEPT_KIND:
                    raise
                forget_reach(session, kind)
            else:
                _write(session, scene, progress)
    return needed


def _write(session: Session, scene: Scene, progress: Progress) -> None:
    progress.start("reach", 1)
    far = distances(scene)
    ids = np.array([each.id for each in scene.resources], dtype=np.int64)
    write_reach(
        session,
        scene.kind,
        building_id=scene.homes.id,
        resource_id=ids[far.resource],
        walk_m=far.walk_m,
        straight_m=far.straight_m,
    )
    progress.advance()
    if scene.kind != KEPT_KIND:
        return
    progress.start("service areas", len(ids))
    radius = load_parameters(session).service_radius
    radii = [radius * times for times in TIMES]
    made = service_areas(WalkingGround(scene.graph), scene.places, radii, homes=scene.homes, progress=progress)
    write_areas(
        session,
        scene.kind,
        (
            KeptArea(
                resource_id=each.id, radius_m=area.radius_m, people=area.people, elderly=area.elderly,
                misplaced=area.misplaced, geom=area.geom,
            )
            for each, areas in zip(scene.resources, made, strict=True)
            for area in areas
        ),
    )  # fmt: skip
