"""A small town: two grids of 400 m with a lattice of streets, and workers with posts."""

import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.routing.conftest import ZONE

LEFT, RIGHT = "110101001001001", "110101001001002"


def town(session: Session, *, streets: list[str] | None = None, grids: list[str] | None = None) -> None:
    """Write the town; streets and grids as WKT in metres around (116, 40)."""
    if grids is None:
        grids = ["POLYGON((0 0, 400 0, 400 400, 0 400, 0 0))", "POLYGON((400 0, 800 0, 800 400, 400 400, 400 0))"]
    if streets is None:
        streets = [f"LINESTRING(0 {y}, 800 {y})" for y in (50, 200, 350)]
        streets += [f"LINESTRING({x} 50, {x} 350)" for x in (50, 200, 400, 600, 750)]
    session.execute(text("INSERT INTO plan (id, name, created_by) VALUES (1, 'p', 't')"))
    session.execute(text("INSERT INTO plan_revision (plan_id, number, author, action) VALUES (1, 0, 't', 'create')"))
    for number, wkt in enumerate(grids, start=1):
        session.execute(
            text("INSERT INTO grid_shape (id, geom) VALUES (:id, ST_Multi(ST_GeomFromText(:wkt, 4326)))"),
            {"id": number, "wkt": placed(wkt)},
        )
        session.execute(
            text("""
                INSERT INTO grid (plan_id, code, name, shape_id, first_revision)
                VALUES (1, :code, :name, :shape, 0)
            """),
            {"code": f"11010100100100{number}", "name": f"第{number}网格", "shape": number},
        )
    session.execute(
        text("UPDATE plan SET published_at = now(), published_by = 't', effective_from = '2018-05-01' WHERE id = 1")
    )
    for number, wkt in enumerate(streets, start=1):
        session.execute(
            text("""
                INSERT INTO street (code, name, class, width_m, geom)
                VALUES (:code, :code, 'residential', :width, ST_Multi(ST_GeomFromText(:wkt, 4326)))
            """),
            {"code": f"S{number:03}", "width": 30 if number == 1 else 8, "wkt": placed(wkt)},
        )


def post(session: Session, grid: str, wkt: str, *, code: str = "W1") -> None:
    """Let a worker with a post hold a grid."""
    session.execute(
        text("INSERT INTO worker (code, name, post) VALUES (:code, :code, ST_GeomFromText(:wkt, 4326))"),
        {"code": code, "wkt": placed(wkt)},
    )
    session.execute(
        text("""
            INSERT INTO assignment (plan_id, grid_code, worker_id, since)
            SELECT 1, :grid, id, '2018-05-01' FROM worker WHERE code = :code
        """),
        {"grid": grid, "code": code},
    )


def placed(wkt: str) -> str:
    """Return WKT in metres as lon and lat."""
    return str(shapely.to_wkt(ZONE.to_lonlat(shapely.from_wkt(wkt)), rounding_precision=9))
