"""Ground in and out of the grids in square metres: kept for the plan in force, computed for any other."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.coverage.derived import renewal
from gis.coverage.measure import area_m2, areas_m2, shared
from gis.coverage.scope import Scope
from gis.coverage.standing import Standing, read_standing
from gis.plans import PlanInfo

_SUBJECTS = ("area", "grid_shape", "grid", "plan")


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundFigures:
    """Ground in m² on the ellipsoid; covered + gaps make the district.

    Attributes:
        district: The area asked about; None where no area is loaded, then `covered` is all the grids' ground and
            `gaps` the holes between them.
        gaps: In no grid, however small.
        overlaps: In two grids or more; counted once in `covered`.
    """

    district: float | None
    covered: float
    gaps: float
    overlaps: float


def measure_ground(standing: Standing) -> dict[int | None, GroundFigures]:
    """Return the figures of each area by its key, and under None those of the whole record."""
    open_ground, doubled = np.array(standing.overlay.uncovered, dtype=object), standing.overlay.overlapping
    figures: dict[int | None, GroundFigures] = {
        area.id: _inside(area.geom, open_ground, doubled) for area in standing.areas.values()
    }
    districts = [area.id for area in standing.areas.values() if area.level == "district"]
    if districts:
        return {**figures, None: figures[districts[0]]}
    if standing.whole is not None:
        return {**figures, None: _inside(standing.whole, open_ground, doubled)}
    overlaps = area_m2(doubled)
    covered = areas_m2(standing.grounds).sum() - _counted_again(standing)
    gaps = areas_m2(open_ground).sum()
    return {None: GroundFigures(district=None, covered=_m2(covered), gaps=_m2(gaps), overlaps=_m2(overlaps))}


def _inside(ground: Any, open_ground: Any, doubled: Any) -> GroundFigures:
    district = area_m2(ground)
    gaps = areas_m2(list(_pieces_in(ground, open_ground))).sum()
    overlaps = areas_m2(list(_pieces_in(ground, shapely.get_parts(doubled)))).sum()
    rounded = _m2(district), _m2(min(gaps, district))
    return GroundFigures(
        district=rounded[0], covered=_m2(rounded[0] - rounded[1]), gaps=rounded[1], overlaps=_m2(overlaps)
    )


def _pieces_in(ground: Any, pieces: Any) -> Iterator[Any]:
    """Yield what of `pieces` lies in `ground`."""
    shapely.prepare(ground)
    for piece in pieces[shapely.intersects(ground, pieces)]:
        yield piece if shapely.covers(ground, piece) else shared(ground, piece)


def _counted_again(standing: Standing) -> float:
    """How much more the grids' own areas add up to than the ground they cover together."""
    if not standing.overlay.overlaps:
        return 0.0
    grounds = standing.grounds
    clipped = [
        shared(grounds[number], standing.overlay.overlapping)
        for number in sorted({number for pair in standing.overlay.overlaps for number in pair})
    ]
    return float(areas_m2(clipped).sum() - area_m2(standing.overlay.overlapping))


def _m2(value: float) -> float:
    return round(float(value), 1)


def keep_ground(session: Session, standing: Standing | None = None, *, wait: bool = True) -> bool:
    """Bring table `ground_stat` up to date when areas or grids changed; return whether that was needed.

    Args:
        session: Its transaction is the caller's.
        standing: What stands in the plan in force today, if the caller has it at hand.
        wait: Wait for another session that is doing this.
    """
    with renewal(session, "ground_stat", _SUBJECTS, version="1", wait=wait) as needed:
        if needed:
            _store(session, standing or read_standing(session))
    return needed


def _store(session: Session, standing: Standing) -> None:
    session.execute(text("DELETE FROM ground_stat"))
    session.execute(
        text("""
            INSERT INTO ground_stat (area_id, plan_id, district_m2, covered_m2, gaps_m2, overlaps_m2)
            VALUES (:area, :plan, :district, :covered, :gaps, :overlaps)
        """),
        [
            {"area": area, "plan": standing.plan_id, **asdict(figures)}
            for area, figures in measure_ground(standing).items()
        ],
    )


def ground_figures(session: Session, *, scope: Scope | None, plan: PlanInfo | None, day: date) -> GroundFigures:
    """Return the ground figures of an area (None: of the whole record) in the plan of a day.

    Those of the plan in force are kept in the database, and brought up to date first.
    """
    keep_ground(session)
    area = None if scope is None else scope.id
    row = session.execute(
        text("""
            SELECT district_m2 AS district, covered_m2 AS covered, gaps_m2 AS gaps, overlaps_m2 AS overlaps
            FROM ground_stat WHERE area_id IS NOT DISTINCT FROM :area AND plan_id IS NOT DISTINCT FROM :plan
        """),
        {"area": area, "plan": None if plan is None else plan.id},
    ).one_or_none()
    if row is not None:
        return GroundFigures(**row._asdict())
    standing = read_standing(session, plan_id=plan.id) if plan is not None else read_standing(session, day=day)
    return measure_ground(standing)[area]
