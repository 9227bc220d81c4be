"""Which part of the district a question is about, and whether the one who asks may see it."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.errors import NotFoundError
from gis.viewer import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The area asked about; `id` is its key in table `area`."""

    id: int
    level: str
    code: str
    name: str


def scope_of(session: Session, viewer: Viewer, *, area_code: str | None) -> Scope | None:
    """Return the area of `area_code`, else the viewer's own; None: the whole record.

    Raises:
        NotFoundError: there is no such area, or the viewer may not see it.
    """
    code = area_code or viewer.area_code
    if code is None:
        return None
    row = session.execute(
        text("""
            SELECT a.id, a.level, a.code, a.name,
                   CAST(:own AS text) IS NULL OR a.code = :own OR EXISTS (
                       SELECT 1 FROM area o WHERE o.code = :own AND ground_holds(o.geom, ST_PointOnSurface(a.geom))
                          AND o.area_m2 >= a.area_m2) AS allowed
            FROM area a WHERE a.code = :code
        """),
        {"code": code, "own": viewer.area_code},
    ).one_or_none()
    if row is None or not row.allowed:
        raise NotFoundError(f"There is no area {code}: give the code of a district, a subdistrict or a community.")
    return Scope(id=row.id, level=row.level, code=row.code, name=row.name)


GRID_IN_SCOPE = """
(CAST(:area AS bigint) IS NULL OR EXISTS (
    SELECT 1 FROM area a
    LEFT JOIN area c ON c.id = g.community_id
    LEFT JOIN area s ON s.id = c.parent_id
    WHERE a.id = :area AND (
        a.id IN (c.id, s.id, s.parent_id)
        OR (c.id IS NULL OR (s.id IS NULL AND a.id <> c.id)) AND ground_holds(a.geom, ST_PointOnSurface(g.geom)))))
"""
"""Whether grid `g` of view plan_grid belongs to area :area: through its community, else by where it lies."""
