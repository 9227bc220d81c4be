"""Table `blind_spot`: brought up to date when what it depends on changed; rows that stay keep their ids."""

import json
from typing import Any

import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.blind_spots._find import find_spots
from gis.blind_spots._scene import read_scene
from gis.blind_spots._spot import Finding
from gis.coverage.derived import renewal
from gis.coverage.ground_figures import keep_ground
from gis.progress import SILENT, Progress

SUBJECTS = (
    "area", "assignment", "building", "estate", "grid", "grid_shape", "parameter", "plan", "street", "worker",
)  # fmt: skip
"""The tables that blind spots depend on."""

_VERSION = "1"

_STORE = """
INSERT INTO blind_spot (key, plan_id, kind, name, people, buildings, since, area_m2, community_id, cure, geom, centroid)
SELECT key, plan_id, kind, name, people, buildings, since, area_m2, community_id, cure,
       ST_GeomFromWKB(decode(geom, 'hex'), 4326), ST_SetSRID(ST_Point(lon, lat), 4326)
FROM jsonb_to_recordset(CAST(:found AS jsonb)) AS f (
    key text, plan_id bigint, kind text, name text, people integer, buildings integer, since date,
    area_m2 double precision, community_id bigint, cure jsonb, geom text, lon double precision, lat double precision)
ON CONFLICT (key) DO UPDATE SET
    plan_id = excluded.plan_id, kind = excluded.kind, name = excluded.name, people = excluded.people,
    buildings = excluded.buildings, since = excluded.since, area_m2 = excluded.area_m2,
    community_id = excluded.community_id, cure = excluded.cure, geom = excluded.geom, centroid = excluded.centroid
WHERE (blind_spot.plan_id, blind_spot.kind, blind_spot.name, blind_spot.people, blind_spot.buildings, blind_spot.since,
       blind_spot.area_m2, blind_spot.community_id, blind_spot.cure, ST_AsBinary(blind_spot.geom))
    IS DISTINCT FROM
      (excluded.plan_id, excluded.kind, excluded.name, excluded.people, excluded.buildings, excluded.since,
       excluded.area_m2, excluded.community_id, excluded.cure, ST_AsBinary(excluded.geom))
"""


def refresh(session: Session, *, progress: Progress = SILENT, wait: bool = False) -> bool:
    """Bring the blind spots and the ground figures up to date; return whether anything was to be done.

    Nothing is done while none of `SUBJECTS` changes. Only one session does it at a time.

    Args:
        session: Its transaction is the caller's.
        progress: Told of the stages.
        wait: Wait for another session that is doing this; otherwise leave it to that one.
    """
    with renewal(session, "blind_spot", SUBJECTS, version=_VERSION, wait=wait) as needed:
        if needed:
            progress.start("blind spots", 3)
            scene = read_scene(session)
            progress.advance()
            found = find_spots(scene)
            progress.advance()
            _store(session, scene.standing.plan_id, found)
            keep_ground(session, scene.standing, wait=wait)
            progress.advance()
    return needed or keep_ground(session, wait=wait)


def _store(session: Session, plan_id: int | None, found: list[Finding]) -> None:
    session.execute(
        text("DELETE FROM blind_spot WHERE NOT key = ANY (CAST(:keys AS text[]))"),
        {"keys": [finding.key for finding in found]},
    )
    if found:
        rows = [_row(finding, plan_id) for finding in found]
        session.execute(text(_STORE), {"found": json.dumps(rows, ensure_ascii=False)})


def _row(finding: Finding, plan_id: int | None) -> dict[str, Any]:
    lon, lat = finding.centroid
    return {
        "key": finding.key,
        "plan_id": plan_id,
        "kind": finding.kind,
        "name": finding.name,
        "people": finding.people,
        "buildings": finding.buildings,
        "since": finding.since and finding.since.isoformat(),
        "area_m2": finding.area_m2,
        "community_id": finding.community_id,
        "cure": finding.cure.as_json(),
        "geom": shapely.to_wkb(finding.geom, hex=True, byte_order=1),
        "lon": lon,
        "lat": lat,
    }
