"""New boundaries proposed by the machine: from the record to a draft."""

import os
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

import numpy as np
import orjson
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.coverage.metric_zone import MetricZone
from gis.districting.asking import Ask, Proposal, Remark
from gis.districting.community import NewGrids, propose_community
from gis.districting.counting import shares
from gis.districting.dividing import Aim
from gis.districting.figures import PlanFigures, moved, plan_figures
from gis.districting.joining import with_shared_nodes
from gis.districting.meeting import ending_on_corners
from gis.districting.membership import Base, open_site, read_held
from gis.districting.naming import Standing, goes_on_from, name_grids
from gis.districting.shortfalls import cut_buildings, new_nodes, out_of_reach
from gis.districting.site import Site, read_sites
from gis.errors import InputError, NotFoundError
from gis.parameters import Parameters, load_parameters
from gis.plans import GridInput, GridRow, PlanInfo, create_plan, grids_of, plan_in_force, plan_of
from gis.progress import SILENT, Progress, Stoppable
from gis.viewer import Viewer

WORKERS = 2
LOOK_EVERY_S = 0.2
"""How often it is asked whether somebody cancelled."""

_AREA = "SELECT code, name, level FROM area WHERE code = :code"
_NOTED = """
UPDATE plan_revision SET action = 'propose', summary = CAST(:summary AS jsonb) WHERE plan_id = :plan AND number = 0
"""
_LOCKED = "SELECT grid_code FROM grid_lock WHERE plan_id = :plan"


def propose(session: Session, ask: Ask, *, viewer: Viewer, progress: Progress = SILENT) -> Proposal:
    """Make a draft with new boundaries and return it with its figures; the caller commits.

    Raises:
        InputError: something is asked for that cannot be, or there is no community to divide.
        NotFoundError: there is no such plan, area or grid.
        Cancelled: out of `progress`; the caller rolls back.
    """
    begun = time.monotonic()
    ask.check()
    parameters = load_parameters(session)
    base = plan_of(session, ask.base_id) if ask.base_id is not None else plan_in_force(session)
    progress.start("Reading the record")
    aim = _aim(ask, parameters)
    sites, area = _sites(session, ask)
    standing = _base(session, base, sites, ask)
    zone = MetricZone(np.array([site.ground for site in sites], dtype=object))
    made = _divide_all(sites, standing, ask, aim=aim, zone=zone, progress=progress)
    progress.start("Writing the draft")
    grids = _joined(made, standing)
    progress.advance(0)
    inputs, remarks = _named(made, grids, standing, aim, sites)
    plan = create_plan(
        session, name=ask.name or _name(session, area), grids=inputs, viewer=viewer,
        base_id=None if base is None else base.id,
    )  # fmt: skip
    progress.start("Comparing with the plan before")
    after = read_held(session, plan.id)
    progress.advance(0)
    new = _figures(grids_of(session, plan.id), after, sites, aim, zone)
    progress.advance(0)
    old = None if base is None else _figures(standing.grids, standing.held, sites, aim, zone)
    progress.advance(0)
    change = moved(standing.held, after, sites)
    proposal = Proposal(
        plan=plan.id, name=plan.name, base_id=None if base is None else base.id, area=ask.area_code,
        seconds=time.monotonic() - begun, figures=new, base=old, people_moved=change.people,
        buildings_moved=change.buildings, remarks=remarks,
    )  # fmt: skip
    session.execute(text(_NOTED), {"plan": plan.id, "summary": orjson.dumps(_summary(ask, proposal)).decode()})
    return proposal


def _aim(ask: Ask, parameters: Parameters) -> Aim:
    least = parameters.grid_people_min if ask.people_min is None else ask.people_min
    most = parameters.grid_people_max if ask.people_max is None else ask.people_max
    if most < max(least, 1):
        raise InputError(f"The people of a grid must be like 800-1200, not {least:.0f}-{most:.0f}.")
    return Aim(least=least, most=most, keep=ask.keep, compact=ask.compact, seed=ask.seed)


def _sites(session: Session, ask: Ask) -> tuple[list[Site], str]:
    """Return the communities of the area that is asked for, and how the area is called."""
    name = ""
    if ask.area_code is not None:
        row = session.execute(text(_AREA), {"code": ask.area_code}).one_or_none()
        if row is None:
            raise NotFoundError(f"There is no area {ask.area_code}; look it up in the list of areas.")
        name = row.name
    sites = read_sites(session, area_code=ask.area_code)
    if not sites:
        raise InputError("There is no community to divide: load the areas first, or name one that has communities.")
    return sites, name


def _base(session: Session, base: PlanInfo | None, sites: Sequence[Site], ask: Ask) -> Base:
    """Return the base plan with what of it stays: grids outside the area, locked ones, and those not picked."""
    grids = () if base is None else tuple(grids_of(session, base.id))
    known = {grid.code for grid in grids}
    unknown = sorted({*ask.locked, *ask.picked} - known)
    if unknown:
        raise NotFoundError(f"There is no grid {unknown[0]} in this plan; look it up again.")
    locked = set(ask.locked)
    if base is not None:
        locked |= set(session.scalars(text(_LOCKED), {"plan": base.id}))
    here, picked = {site.id for site in sites}, set(ask.picked) or known
    frozen = tuple(g for g in grids if g.community_id not in here or g.code in locked or g.code not in picked)
    held = {} if base is None else read_held(session, base.id)
    return Base(grids=grids, frozen=frozen, held=held)


def _divide_all(
    sites: Sequence[Site], base: Base, ask: Ask, *, aim: Aim, zone: MetricZone, progress: Progress
) -> list[NewGrids]:
    picked = {site.id for site in sites if base.in_play(site)} if ask.picked else {site.id for site in sites}
    opened = [site for site in (open_site(site, base, ask.picked) for site in sites if site.id in picked) if site]
    if not opened:
        raise InputError("Nothing is open to be divided: every grid of this area is locked.")
    numbers: Sequence[int | None] = [None] * len(opened)
    if ask.grids is not None:
        numbers = shares([float(site.people.sum()) for site in opened], max(ask.grids, len(opened)))
    progress.start("Dividing communities", len(opened))
    inner = Stoppable()
    pool = ThreadPoolExecutor(max_workers=min(WORKERS, os.cpu_count() or 1))
    try:
        work = [
            pool.submit(
                propose_community, site, base.in_play(site), base.held, aim, grids=number, zone=zone, progress=inner
            )
            for site, number in zip(opened, numbers, strict=True)
        ]
        return [_awaited(future, progress) for future in work]
    finally:
        # whoever is at it ends with its next step and writes nothing: nobody needs to wait for that
        inner.stop()
        pool.shutdown(wait=False, cancel_futures=True)


def _awaited(future: Future[NewGrids], progress: Progress) -> NewGrids:
    """Return what comes of it, asking all the while whether to go on."""
    while not wait([future], timeout=LOOK_EVERY_S).done:
        progress.advance(0)
    made = future.result()
    progress.advance()
    return made


def _joined(made: Sequence[NewGrids], base: Base) -> list[Any]:
    """Return the ground of every new grid, then of every frozen one, with the nodes that neighbours have there."""
    standing = np.array([grid.geom for grid in base.frozen], dtype=object)
    footprints = np.concatenate([new.site.footprint for new in made])
    drawn = ending_on_corners(np.concatenate([new.grounds for new in made]), standing, footprints)
    grounds = np.concatenate([drawn, standing])
    outlines = shapely.boundary(np.array([new.site.ground for new in made], dtype=object))
    return list(with_shared_nodes(grounds, outlines, standing=len(standing)))


def _named(
    made: Sequence[NewGrids], grounds: Sequence[Any], base: Base, aim: Aim, sites: Sequence[Site]
) -> tuple[list[GridInput], list[Remark]]:
    taken = {grid.code for grid in base.grids}
    inputs: list[GridInput] = []
    remarks: list[Remark] = []
    for new in made:
        here = np.array(grounds[len(inputs) : len(inputs) + len(new.grounds)], dtype=object)
        standing = [Standing(code=grid.code, name=grid.name, people=grid.population) for grid in new.standing]
        whole = np.array([grid.people for grid in standing]) if standing else np.empty(0)
        goes_on = goes_on_from(
            new.overlap,
            np.maximum(new.people, new.overlap.sum(axis=1)),
            np.maximum(whole, new.overlap.sum(axis=0)),
            keep=aim.keep,
        )
        codes, names = name_grids(here, goes_on, standing, community=new.site.code, taken=taken)
        taken |= set(codes)
        remarks += [*out_of_reach(new, codes, aim), *cut_buildings(new, here)]
        inputs += [
            GridInput(code=code, name=name, community_id=new.site.id, geom=_multi(ground))
            for code, name, ground in zip(codes, names, here, strict=True)
        ]
    rest = grounds[len(inputs) :]
    remarks += new_nodes(base.frozen, rest, sites)
    inputs += [
        GridInput(code=grid.code, name=grid.name, community_id=grid.community_id, geom=_multi(ground))
        for grid, ground in zip(base.frozen, rest, strict=True)
    ]
    return sorted(inputs, key=lambda grid: grid.code), remarks


def _multi(ground: Any) -> shapely.MultiPolygon:
    return shapely.MultiPolygon(list(shapely.get_parts(ground)))


def _name(session: Session, area: str) -> str:
    number = session.scalar(text("SELECT count(*) + 1 FROM plan"))
    return f"{area}划分建议 {number}"


def _figures(
    grids: Sequence[GridRow], held: Mapping[int, tuple[str, ...]], sites: Sequence[Site], aim: Aim, zone: MetricZone
) -> PlanFigures:
    here = {site.id for site in sites}
    inside = [grid for grid in grids if grid.community_id in here]
    return plan_figures(
        np.array([grid.geom for grid in inside], dtype=object), [grid.code for grid in inside], held, sites,
        least=aim.least, most=aim.most, zone=zone,
    )  # fmt: skip


def _summary(ask: Ask, proposal: Proposal) -> dict[str, Any]:
    asked = {
        "area": ask.area_code, "picked": list(ask.picked), "locked": list(ask.locked), "grids": ask.grids,
        "people": [ask.people_min, ask.people_max], "keep": ask.keep, "compact": ask.compact, "seed": ask.seed,
    }  # fmt: skip
    return {"asked": asked, **proposal.as_json()}
