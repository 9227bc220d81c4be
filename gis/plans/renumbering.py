"""Numbering a draft's grids anew: the community's code and three digits, row by row from north to south."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.errors import ConflictError
from gis.plans.given_up import giving_up
from gis.plans.information import plan_of
from gis.viewer import Viewer

COMMUNITY_DIGITS = 12
SEQUENCE_DIGITS = 3
MOST_GRIDS = 10**SEQUENCE_DIGITS - 1

_GRIDS = """
SELECT g.code, c.id AS community_id, c.code AS community_code, c.name AS community_name, s.code AS parent_code,
       ST_AsBinary(g.geom) AS geom
FROM plan_grid g LEFT JOIN area c ON c.id = g.community_id LEFT JOIN area s ON s.id = c.parent_id
WHERE g.plan_id = :plan ORDER BY g.code
"""

# what it was called stays for undo; what it is called has the same ground
_WRITE = """
WITH names AS (SELECT * FROM unnest(CAST(:old AS text[]), CAST(:new AS text[])) n (old, new)),
     before AS (
    UPDATE grid g SET last_revision = :step FROM names n
    WHERE g.plan_id = :plan AND g.code = n.old AND g.last_revision IS NULL
    RETURNING g.name, g.community_id, g.shape_id, n.old, n.new)
INSERT INTO grid_renumbering (plan_id, revision, old_code, new_code)
SELECT :plan, :step, old, new FROM before
"""
_FORGET = """
DELETE FROM assignment a WHERE plan_id = :plan AND grid_code = ANY (CAST(:new AS text[]))
  AND NOT EXISTS (SELECT 1 FROM plan_grid g WHERE g.plan_id = :plan AND g.code = a.grid_code)
"""
_NEW = """
INSERT INTO grid (plan_id, code, name, community_id, shape_id, first_revision)
SELECT g.plan_id, n.new_code, g.name, g.community_id, g.shape_id, :step
FROM grid_renumbering n JOIN grid g ON g.plan_id = n.plan_id AND g.code = n.old_code AND g.last_revision = n.revision
WHERE n.plan_id = :plan AND n.revision = :step ORDER BY n.new_code
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Renumbering:
    """What became of the codes.

    Attributes:
        revision: The draft's revision afterwards; the same as before where every code was right already.
        renumbered: Old code → new code, of those that changed.
        kept: Codes that stay because no new one can be made.
        remarks: Why, a sentence for each community or grid concerned.
    """

    plan: int
    revision: int
    renumbered: dict[str, str]
    kept: tuple[str, ...]
    remarks: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it under stable keys."""
        return {name: getattr(self, name) for name in self.__slots__}


def renumber(session: Session, plan_id: int, *, viewer: Viewer) -> Renumbering:
    """Give every grid of a draft the code of its community (12 digits) and its place in it (3 digits).

    Places go row by row: from west to east, then from north to south. Who holds a grid goes on holding it. It is one
    revision, and undone as one. Grids without a community, and those of a community whose code does not make twelve
    digits, keep their codes.

    Raises:
        NotFoundError: there is no such plan.
        ConflictError: it is published.
    """
    session.execute(text("SELECT 1 FROM plan WHERE id = :id FOR UPDATE"), {"id": plan_id})
    plan = plan_of(session, plan_id)
    if plan.state != "draft":
        raise ConflictError(f"Plan {plan_id} ({plan.name}) is published and never edited: make a draft of it.")
    codes, kept, remarks = _new_codes(session.execute(text(_GRIDS), {"plan": plan_id}).all())
    changed = {old: new for old, new in codes.items() if old != new}
    revision = plan.revision
    if changed:
        revision = _write(session, plan_id, changed, viewer)
    return Renumbering(plan=plan_id, revision=revision, renumbered=changed, kept=tuple(kept), remarks=tuple(remarks))


def reading_order(grounds: Sequence[Any]) -> list[int]:
    """Return positions of the grounds (EPSG:4326) row by row: west to east, then north to south.

    A row is every ground whose centre lies north of the southern edge of the row's northernmost one.
    """
    centres = shapely.get_coordinates(shapely.centroid(np.asarray(grounds, dtype=object)))
    south = shapely.bounds(np.asarray(grounds, dtype=object))[:, 1]
    left = sorted(range(len(centres)), key=lambda place: (-centres[place, 1], centres[place, 0]))
    order: list[int] = []
    while left:
        edge = south[left[0]]
        row = [place for place in left if place == left[0] or centres[place, 1] > edge]
        order += sorted(row, key=lambda place: (centres[place, 0], -centres[place, 1]))
        left = [place for place in left if place not in row]
    return order


def _new_codes(rows: Sequence[Any]) -> tuple[dict[str, str], list[str], list[str]]:
    """Return the new code of each grid that gets one, the codes that stay, and why."""
    homes: dict[int | None, list[Any]] = {}
    for row in rows:
        homes.setdefault(row.community_id, []).append(row)
    kept, remarks = [], []
    starts: dict[int | None, str] = {}
    for home, grids in homes.items():
        start, why = _start_of(grids)
        if why:
            remarks.append(why)
            kept += [grid.code for grid in grids]
        else:
            starts[home] = start
    taken, codes = set(kept), dict[str, str]()
    for home, start in starts.items():
        free = (code for number in range(1, 10**6) if (code := f"{start}{number:0{SEQUENCE_DIGITS}}") not in taken)
        grounds = shapely.from_wkb([bytes(grid.geom) for grid in homes[home]])
        codes |= {homes[home][place].code: code for place, code in zip(reading_order(grounds), free, strict=False)}
    return codes, sorted(kept), remarks


def _start_of(grids: Sequence[Any]) -> tuple[str, str]:
    """Return the twelve digits with which the codes of a community's grids begin, or why there are none."""
    first, many = grids[0], len(grids)
    if first.community_id is None:
        return "", f"{many} grids lie in no community and keep their codes: load the communities, or attach them."
    said, parent = first.community_code, first.parent_code or ""
    named = f"{first.community_name} ({said})"
    if many > MOST_GRIDS:
        return "", f"Community {named} has {many} grids, more than three digits can number: they keep their codes."
    # some lists give a community its last three digits only
    for start in (said, f"{parent}{said}"):
        if len(start) == COMMUNITY_DIGITS and start.isascii() and start.isdigit():
            return start, ""
    return "", f"The code of community {named} is not twelve digits: its {many} grids keep their codes."


def _write(session: Session, plan_id: int, changed: Mapping[str, str], viewer: Viewer) -> int:
    summary = {
        "grids": sorted(changed.values()),
        **giving_up(session, plan_id, here=plan_of(session, plan_id).revision),
    }
    step = session.scalar(
        text("SELECT next_revision(:plan, :author, 'renumber', CAST(:summary AS jsonb))"),
        {"plan": plan_id, "author": viewer.name, "summary": orjson.dumps(summary).decode()},
    )
    keys = {"plan": plan_id, "step": step}
    # a grid that was undone may have left somebody under its code
    session.execute(text(_FORGET), {"plan": plan_id, "new": list(changed.values())})
    session.execute(text(_WRITE), {**keys, "old": list(changed), "new": list(changed.values())})
    session.execute(text(_NEW), keys)
    session.execute(text("SELECT recode_grids(:plan, :step)"), keys)
    return int(step or 0)
