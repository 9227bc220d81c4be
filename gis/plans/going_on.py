"""Which grid of one plan goes on in which grid of another: codes alone do not say, where both were drawn apart."""

from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.plans.renumbered import renamed_between, stand_in_line

_GONE = "~"
"""What follows the code of a grid that goes on in none: no grid's code ends so."""

# of every grid of the plan before: in how many of its people, or on how much of its ground where nobody lives, it
# meets each grid of the plan after
_MEETING = """
WITH a AS MATERIALIZED (SELECT code, shape_id, population, geom FROM plan_grid WHERE plan_id = :a),
     b AS MATERIALIZED (SELECT code, shape_id, geom FROM plan_grid WHERE plan_id = :b)
SELECT a.code AS old, b.code AS new, sum(h.population) AS common, a.population AS whole
FROM a JOIN building_shape m ON m.shape_id = a.shape_id JOIN building h ON h.id = m.building_id
JOIN building_shape n ON n.building_id = m.building_id JOIN b ON b.shape_id = n.shape_id
WHERE a.population > 0 GROUP BY a.code, a.population, b.code
UNION ALL
SELECT a.code, b.code, ST_Area(ST_Intersection(a.geom, b.geom)), ST_Area(a.geom)
FROM a JOIN b ON ST_Intersects(a.geom, b.geom) WHERE a.population = 0
"""
_CODES = "SELECT code FROM plan_grid WHERE plan_id = :plan"


def called_in(session: Session, plan_a: int, plan_b: int) -> dict[str, str]:
    """Return codes of `plan_a` → what the same grids are called in `plan_b`, where that differs.

    Where one plan was made of the other, a grid goes on under its code, through the renumberings since. Else it goes on
    in the grid in which most of its people stay (most of its ground, where nobody lives), each of which is one grid's
    only, that with the most people; what goes on nowhere is called by a name that no grid has.
    """
    renamed = renamed_between(session, plan_a, plan_b)
    if stand_in_line(session, plan_a, plan_b):
        return renamed
    met = session.execute(text(_MEETING), {"a": plan_a, "b": plan_b}).all()
    stay = [(float(row.common), row.old, row.new) for row in met if 2 * row.common > row.whole]
    # a whole number of people and some square degrees never meet: empty grids come last, as they should
    order = sorted(stay, key=lambda one: (-one[0], renamed.get(one[1], one[1]) != one[2], one[1], one[2]))
    goes_on = _each_once((old, new) for _, old, new in order)
    codes = session.scalars(text(_CODES), {"plan": plan_a}).all()
    called = {code: goes_on.get(code, f"{code}{_GONE}") for code in codes}
    return {old: new for old, new in called.items() if old != new}


def _each_once(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    taken = set[str]()
    for old, new in pairs:
        if old not in found and new not in taken:
            found[old] = new
            taken.add(new)
    return found
