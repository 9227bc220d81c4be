"""Grids: the first file makes and publishes the plan, a later one a draft, or nothing where nothing differs."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import shapely
from sqlalchemy import text

from gis.loading.merging import Counts, following
from gis.loading.reasons import IN_EARLIER_FILE, UNKNOWN_COMMUNITY
from gis.loading.work import Work
from gis.loading.writers.grid_codes import with_codes
from gis.loading.writers.references import name_to_code, say_unknown
from gis.plans import (
    GridInput,
    GridRow,
    PlanInfo,
    create_plan,
    grids_of,
    keep_findings,
    list_plans,
    plan_in_force,
    publish,
    same_grids,
)

_SHOWN = 3
_COMMUNITY = """
    SELECT s.code, coalesce(s.name, '') AS name, ST_AsBinary(s.geom) AS ground,
           coalesce(
               (SELECT a.id FROM area a WHERE a.level = 'community' AND a.code = s.community),
               (SELECT a.id FROM area a
                WHERE a.level = 'community' AND a.geom && s.geom AND ST_Intersects(a.geom, s.geom)
                ORDER BY ST_Area(ST_Intersection(a.geom, s.geom)) DESC, a.id LIMIT 1)
           ) AS community_id
    FROM staged s ORDER BY s.code
"""


def write(work: Work) -> Counts:
    """Compare the staged grids with the plan in force; behind a command's last file, make a plan of all of them."""
    session, run = work.session, work.run
    work.progress.start("Making the plan", None)
    if "community" in work.present:
        name_to_code(work, "community", "SELECT code, name FROM area WHERE level = 'community'")
        say_unknown(work, "community", "area WHERE level = 'community'", UNKNOWN_COMMUNITY)
    work.staging.say(
        IN_EARLIER_FILE, "SELECT row, code, NULL::text FROM staged WHERE code = ANY (:codes)", codes=sorted(run.grids)
    )
    grids = [
        GridInput(code=row.code, name=row.name, community_id=row.community_id, geom=_multi(bytes(row.ground)))
        for row in session.execute(text(_COMMUNITY))
    ]
    base = plan_in_force(session) or _next_plan(work)
    standing = {} if base is None else {row.code: row for row in grids_of(session, base.id)}
    nameless = set(session.scalars(text("SELECT code FROM staged WHERE NOT coded")))
    if nameless:
        communities = {row.id: row.code for row in session.execute(text("SELECT id, code FROM area"))}
        grids = with_codes(grids, nameless, communities, standing, set(run.grids))
        work.report.notes.append(f"{len(nameless)} grids without a code were given one")
    run.grids |= {grid.code: grid for grid in grids}
    if run.last and run.grids:
        with following(session, len(run.grids), table="grid", progress=work.progress):
            if base is None:
                first = _first_plan(work)
            else:
                _later_plan(work, base, standing)
        if base is None:
            # who lives where is known from here on; the first plan stands as it came, faults and all
            keep_findings(session, first.id, run.viewer)
    return _compare(grids, standing)


def _compare(grids: Sequence[GridInput], standing: Mapping[str, GridRow]) -> Counts:
    new = sum(grid.code not in standing for grid in grids)
    equal = sum(
        grid.code in standing
        and (grid.name, grid.community_id) == (standing[grid.code].name, standing[grid.code].community_id)
        and shapely.normalize(grid.geom) == shapely.normalize(standing[grid.code].geom)
        for grid in grids
    )
    return Counts(inserted=new, updated=len(grids) - new - equal, unchanged=equal)


def _multi(wkb: bytes) -> shapely.MultiPolygon:
    ground: shapely.MultiPolygon = shapely.from_wkb(wkb)
    return ground


def _next_plan(work: Work) -> PlanInfo | None:
    """Return a published plan that does not hold yet: the first is published only once."""
    published = [plan for plan in list_plans(work.session) if plan.state != "draft"]
    return published[-1] if published else None


def _first_plan(work: Work) -> PlanInfo:
    session, run = work.session, work.run
    stated: date | None = session.scalar(text("SELECT min(start_date) FROM staged"))
    today: date = session.execute(text("SELECT current_date")).scalar_one()
    grids = list(run.grids.values())
    draft = create_plan(session, name=_name(work), grids=grids, viewer=run.viewer, note=work.report.file)
    begins = run.options.since or stated or today
    plan = publish(session, draft.id, effective_from=begins, viewer=run.viewer, as_it_stands=True)
    work.report.notes.append(f"plan {plan.id} ({plan.name}) was published, in force from {plan.effective_from}")
    _tell(work, plan)
    return plan


def _later_plan(work: Work, base: PlanInfo, standing: Mapping[str, GridRow]) -> None:
    session, run, notes = work.session, work.run, work.report.notes
    whole = dict(run.grids)
    left_out = sorted(set(standing) - set(whole))
    if run.options.partial:
        whole |= {code: _as_input(standing[code]) for code in left_out}
    grids = [whole[code] for code in sorted(whole)]
    same = next((plan for plan in _comparable(work, base) if same_grids(session, plan.id, grids)), None)
    if same is not None:
        what = {"published": "in force", "retired": "a retired one"}.get(same.state, "a draft already")
        notes.append(f"the grids are those of plan {same.id} ({same.name}), {what}: nothing was made")
        _tell(work, same)
        return
    if left_out and not run.options.partial:
        some = ", ".join(left_out[:_SHOWN]) + (" …" if len(left_out) > _SHOWN else "")
        notes.append(
            f"{len(left_out)} grids of plan {base.id} are not in the file and so not in the draft ({some});"
            " --partial keeps them"
        )
    draft = create_plan(
        session, name=_name(work), grids=grids, viewer=run.viewer, base_id=base.id, note=work.report.file
    )
    notes.append(f"plan {draft.id} ({draft.name}) was made as a draft; plan {base.id} stays in force")
    _tell(work, draft)


def _as_input(row: GridRow) -> GridInput:
    return GridInput(code=row.code, name=row.name, community_id=row.community_id, geom=row.geom)


def _comparable(work: Work, base: PlanInfo) -> Iterable[PlanInfo]:
    """Yield the plan in force and the drafts made of it: the same file again shall double none of them."""
    yield base
    yield from (plan for plan in list_plans(work.session) if plan.state == "draft" and plan.base_id == base.id)


def _name(work: Work) -> str:
    if work.run.options.plan_name:
        return work.run.options.plan_name
    number = work.session.scalar(text("SELECT count(*) + 1 FROM plan"))
    return f"网格方案 {number}"


def _tell(work: Work, plan: PlanInfo) -> None:
    since = plan.effective_from.isoformat() if plan.effective_from else None
    work.report.plan = {"id": plan.id, "name": plan.name, "state": plan.state, "effective_from": since}
