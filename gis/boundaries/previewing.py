"""An edit under the hand: worked out, checked, and not written."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.boundaries.checking import find_all
from gis.boundaries.edited import Edited
from gis.boundaries.fabric import Cell, Edit, Fabric
from gis.boundaries.picture_reading import read_picture
from gis.boundaries.states import states_under_the_hand
from gis.held import held_on
from gis.parameters import load_parameters
from gis.plans import PlanInfo


def preview_of(session: Session, plan: PlanInfo, operation: str, fabric: Fabric, done: Edit) -> Edited:
    """Return what an edit would answer, with the figures that writing it would give."""
    parameters = load_parameters(session)
    cells = {
        code: fabric.cells.get(code, Cell(code=code, name=done.names.get(code, ""), ground=ground))
        for code, ground in done.grounds.items()
    }
    about = _about(session, plan.id, cells, done)
    changed = states_under_the_hand(fabric, done.grounds, cells, about, parameters=parameters)
    codes = [code for code in (*done.grounds, *done.removed) if code in fabric.cells]
    picture = read_picture(session, plan.id, touched=codes)
    found = find_all(picture.with_edit(done, {state.code: state.people for state in changed}))
    return Edited(
        plan=plan.id,
        revision=plan.revision,
        operation=operation,
        changed=changed,
        removed=sorted(done.removed),
        findings=found,
    )


def _about(session: Session, plan_id: int, cells: Mapping[str, Cell], done: Edit) -> dict[str, dict[str, Any]]:
    """By code the community's code and the worker's name."""
    homes = {code: done.communities.get(code, cell.community_id) for code, cell in cells.items()}
    rows = session.execute(
        text("SELECT id, code FROM area WHERE id = ANY (CAST(:ids AS bigint[]))"),
        {"ids": [home for home in homes.values() if home is not None]},
    )
    communities = {row.id: row.code for row in rows}
    held = session.execute(
        text(f"""
            SELECT a.grid_code, string_agg(w.name, '、' ORDER BY w.code) AS worker
            FROM assignment a JOIN worker w ON w.id = a.worker_id
            WHERE a.plan_id = :plan AND a.grid_code = ANY (:codes) AND {held_on("current_date", alias="a")}
            GROUP BY a.grid_code
        """),
        {"plan": plan_id, "codes": list(cells)},
    )
    workers = {row.grid_code: row.worker for row in held}
    return {
        code: {"community": communities.get(home) if home is not None else None, "worker": workers.get(code)}
        for code, home in homes.items()
    }
