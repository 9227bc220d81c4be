"""Patrols in the record: written in place of the former ones of the same grids."""

import json
from collections.abc import Sequence

import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.patrols.patrol import Leg, Patrol, PatrolOptions


def write_patrols(
    session: Session, patrols: Sequence[Patrol], *, plan: int, author: str, options: PatrolOptions, whole: bool
) -> None:
    """Write patrols in place of those of the same grids; `whole`: of all grids of the plan, and of former plans."""
    codes = [patrol.grid for patrol in patrols]
    condition = "plan_id = :plan AND (:whole OR grid_code = ANY (:codes))"
    session.execute(text(f"DELETE FROM patrol WHERE {condition}"), {"plan": plan, "whole": whole, "codes": codes})
    if not patrols:
        return
    rows = [
        {
            "plan": plan, "grid": patrol.grid, "shape": patrol.shape_id, "network": patrol.network,
            "worker": patrol.worker, "lon": patrol.post[0], "lat": patrol.post[1], "author": author,
            "options": options.as_json(), "streets": patrol.streets_m, "required": patrol.required_m,
            "length": patrol.length_m, "bound": patrol.bound_m, "optimal": patrol.optimal,
            "shifts": len(patrol.shift_m), "hours": patrol.hours, "remarks": list(patrol.remarks),
        }
        for patrol in patrols
    ]  # fmt: skip
    made = session.execute(text(_PATROLS), {"rows": json.dumps(rows, ensure_ascii=False)})
    key = {row.grid_code: row.id for row in made}
    _write_legs(session, [(key[patrol.grid], leg) for patrol in patrols for leg in patrol.legs])
    stops = [
        {
            "patrol": key[patrol.grid], "shift": place.shift, "begins": place.begins_m, "kind": place.kind,
            "ref": place.ref, "name": place.name, "off": place.off_m, "arrives": f"{place.arrives:%H:%M}",
            "opens": None if place.opens is None else f"{place.opens:%H:%M}",
            "closes": None if place.closes is None else f"{place.closes:%H:%M}", "lon": place.lon, "lat": place.lat,
        }
        for patrol in patrols for place in patrol.places
    ]  # fmt: skip
    session.execute(text(_STOPS), {"rows": json.dumps(stops, ensure_ascii=False)})


_PATROLS = """
INSERT INTO patrol (plan_id, grid_code, shape_id, network_id, worker_code, post, made_by, options, streets_m,
                    required_m, length_m, bound_m, optimal, shifts, hours, remarks)
SELECT r.plan, r.grid, r.shape, r.network, r.worker, ST_SetSRID(ST_MakePoint(r.lon, r.lat), 4326), r.author, r.options,
       r.streets, r.required, r.length, r.bound, r.optimal, r.shifts, r.hours, r.remarks
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r (
    plan bigint, grid text, shape bigint, network bigint, worker text, lon float8, lat float8, author text,
    options jsonb, streets float8, required float8, length float8, bound float8, optimal boolean, shifts integer,
    hours float8, remarks jsonb)
RETURNING id, grid_code
"""
_STOPS = """
INSERT INTO patrol_stop (patrol_id, shift, begins_m, kind, ref, name, off_m, arrives, opens, closes, geom)
SELECT r.patrol, r.shift, r.begins, r.kind, r.ref, r.name, r.off, r.arrives, r.opens, r.closes,
       ST_SetSRID(ST_MakePoint(r.lon, r.lat), 4326)
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r (
    patrol bigint, shift integer, begins float8, kind text, ref text, name text, off float8, arrives time, opens time,
    closes time, lon float8, lat float8)
"""


def _write_legs(session: Session, legs: Sequence[tuple[int, Leg]]) -> None:
    if not legs:
        return
    lines = shapely.to_wkb([shapely.linestrings(leg.line) for _, leg in legs], byte_order=1)
    columns = ("shift", "number", "kind", "street", "edge", "from_m", "to_m", "begins_m", "length_m")
    session.execute(
        text("""
            INSERT INTO patrol_leg
                (patrol_id, shift, number, kind, street_id, edge, from_m, to_m, begins_m, length_m, geom)
            SELECT patrol, shift, number, kind, street, edge, from_m, to_m, begins_m, length_m,
                   ST_GeomFromWKB(geom, 4326)
            FROM unnest(CAST(:patrol AS bigint[]), CAST(:shift AS integer[]), CAST(:number AS integer[]),
                        CAST(:kind AS text[]), CAST(:street AS bigint[]), CAST(:edge AS integer[]),
                        CAST(:from_m AS float8[]), CAST(:to_m AS float8[]), CAST(:begins_m AS float8[]),
                        CAST(:length_m AS float8[]), CAST(:geom AS bytea[]))
                 AS r (patrol, shift, number, kind, street, edge, from_m, to_m, begins_m, length_m, geom)
        """),
        {
            "patrol": [patrol for patrol, _ in legs],
            "geom": list(lines),
            **{name: [getattr(leg, name) for _, leg in legs] for name in columns},
        },
    )
