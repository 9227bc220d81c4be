"""Patrols as they were: hours and ways per worker and day, and which streets of which grid were walked since a day."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.coverage.scope import GRID_IN_SCOPE, scope_of
from gis.coverage.standing import today
from gis.errors import NotFoundError
from gis.parameters import load_parameters
from gis.viewer import Viewer
from gis.walks.off_plan import off_plan
from gis.walks.stands import Stand, stands

PASSED_M = 30.0
"""A key place this near a stretch that was walked was passed."""

_DAYS = """
SELECT w.id AS worker_id, w.code AS worker, w.name, k.day, sum(k.hours) AS hours, sum(k.walked_m) AS walked_m,
       (SELECT coalesce(sum(s.to_m - s.from_m), 0) FROM walked s JOIN walk o ON o.id = s.walk_id
        WHERE o.worker_id = w.id AND o.day = k.day AND NOT s.own) AS off_route_m,
       sum(k.fixes) AS fixes, sum(k.off_street) AS off_street, min(k.began) AS began, max(k.ended) AS ended
FROM walk k JOIN worker w ON w.id = k.worker_id
WHERE k.day >= :since AND (CAST(:worker AS text) IS NULL OR w.code = :worker)
  AND (NOT :narrow OR EXISTS (
      SELECT 1 FROM assignment a JOIN plan_grid g ON g.plan_id = a.plan_id AND g.code = a.grid_code
      WHERE a.worker_id = w.id AND a.plan_id = plan_in_force() AND (a.until IS NULL OR a.until > current_date)
        AND (CAST(:grid AS text) IS NULL OR g.code = :grid) AND {scope}))
GROUP BY w.id, w.code, w.name, k.day ORDER BY k.day DESC, w.code
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolDay:
    """A worker's day on patrol.

    Attributes:
        enough: Whether the hours reach those of the plan.
        off_route_m: Metres outside the own grids.
        off_plan_m: Metres off the planned routes of the own grids; None: none is planned.
        standing_share: Of the hours, spent on one spot for five minutes or more; None: its positions are deleted.
        longest_stand_min: The longest time on one spot, in minutes.
    """

    worker: str
    name: str
    day: date
    hours: float
    enough: bool
    walked_m: float
    off_route_m: float
    off_plan_m: float | None
    fixes: int
    off_street: int
    standing_share: float | None
    longest_stand_min: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerPatrols:
    """A worker's days since a day: how many, how many with enough hours, hours a day, metres, metres off route.

    `off_plan_m` are those of the days with a planned route; None: there is none. `standing_share` is of the hours of
    the days whose positions are kept, `longest_stand_min` the longest time on one spot; None: there are none.
    """

    worker: str
    name: str
    days: int
    enough_days: int
    hours: float
    hours_a_day: float
    walked_m: float
    off_route_m: float
    off_plan_m: float | None
    standing_share: float | None
    longest_stand_min: int | None
    last_day: date


def patrol_days(
    session: Session, viewer: Viewer, *, since: date, grid: str | None = None, worker: str | None = None
) -> list[PatrolDay]:
    """Return the days on patrol since a day, the newest first.

    Args:
        session: Its transaction is the caller's; positions that were not matched yet do not count.
        viewer: Who asks: sees workers who hold a grid in the own area.
        since: First day.
        grid: Only those who hold this grid now.
        worker: Only this one.

    Raises:
        NotFoundError: there is no such worker.
    """
    if worker is not None and not session.scalar(text("SELECT 1 FROM worker WHERE code = :code"), {"code": worker}):
        raise NotFoundError(f"There is no worker {worker}; load the workers first, or look the code up.")
    scope = scope_of(session, viewer, area_code=None)
    asked = {
        "since": since,
        "worker": worker,
        "grid": grid,
        "narrow": grid is not None or scope is not None,
        "area": None if scope is None else scope.id,
    }
    due = load_parameters(session).patrol_hours
    off = off_plan(session, since=since, worker=worker)
    rows = session.execute(text(_DAYS.format(scope=GRID_IN_SCOPE)), asked).all()
    stood = stands(session, {row.worker_id for row in rows}, since=since)
    return [
        PatrolDay(
            worker=row.worker,
            name=row.name,
            day=row.day,
            hours=round(row.hours, 2),
            enough=row.hours >= due,
            walked_m=round(row.walked_m),
            off_route_m=round(row.off_route_m),
            off_plan_m=_whole(off.get((row.worker_id, row.day))),
            fixes=row.fixes,
            off_street=row.off_street,
            **_standing(stood.get((row.worker_id, row.day)), row.hours),
        )
        for row in rows
    ]


def by_worker(days: list[PatrolDay]) -> list[WorkerPatrols]:
    """Return the days summed per worker, by code."""
    of: dict[str, list[PatrolDay]] = {}
    for day in days:
        of.setdefault(day.worker, []).append(day)
    return [
        WorkerPatrols(
            worker=code,
            name=own[0].name,
            days=len(own),
            enough_days=sum(day.enough for day in own),
            hours=round(sum(day.hours for day in own), 2),
            hours_a_day=round(sum(day.hours for day in own) / len(own), 2),
            walked_m=sum(day.walked_m for day in own),
            off_route_m=sum(day.off_route_m for day in own),
            off_plan_m=_sum([day.off_plan_m for day in own if day.off_plan_m is not None]),
            standing_share=_share([day for day in own if day.standing_share is not None]),
            longest_stand_min=max(
                (day.longest_stand_min for day in own if day.longest_stand_min is not None), default=None
            ),
            last_day=max(day.day for day in own),
        )
        for code, own in sorted(of.items())
    ]


def _standing(stand: Stand | None, hours: float) -> dict[str, Any]:
    """Return the share of the hours that was stood, and the longest stand."""
    if stand is None:
        return {"standing_share": None, "longest_stand_min": None}
    share = min(1.0, stand.hours / hours) if hours else 0.0
    return {"standing_share": round(share, 4), "longest_stand_min": stand.longest_min}


def _share(known: list[PatrolDay]) -> float | None:
    """Return the share stood of several days of which it is known."""
    hours = sum(day.hours for day in known)
    if not known:
        return None
    return round(sum(day.hours * (day.standing_share or 0.0) for day in known) / hours, 4) if hours else 0.0


def _whole(metres: float | None) -> float | None:
    return None if metres is None else round(metres)


def _sum(metres: list[float]) -> float | None:
    return sum(metres) if metres else None


def as_json(item: Any) -> dict[str, Any]:
    """Return one of the figures with its days as text."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(item).items()}


def first_day(session: Session) -> date:
    """Return the day since which streets should have been walked: as long ago as parameter `unwalked_days` says."""
    return today(session) - timedelta(days=int(load_parameters(session).unwalked_days))
