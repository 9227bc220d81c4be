"""Areas: which level, under whom, and whose district it is."""

from sqlalchemy import text

from gis.errors import InputError, SecondDistrictError
from gis.loading.field_words import LEVELS
from gis.loading.merging import Counts, merge
from gis.loading.options import LoadOptions
from gis.loading.reasons import LEVEL_UNKNOWN, NOT_READ, SEVERAL_DISTRICTS, UNKNOWN_PARENT
from gis.loading.rows import Values
from gis.loading.shapes import Said
from gis.loading.work import Work

LEVEL_IDS = ("district", "subdistrict", "community")
ZONES = ("centre", "suburb")
SAME_GROUND = 0.5
"""Share of the smaller district that lies in the larger from which both are one, under two codes."""
_BY_CODE_LENGTH = {6: "district", 9: "subdistrict", 12: "community"}
_BY_ENDING = (
    (("社区", "村", "居委会", "居民委员会", "村委会", "村民委员会"), "community"),
    (("街道", "街道办事处", "镇", "乡"), "subdistrict"),
    (("区", "县", "市", "旗"), "district"),
)

_LINK = """
    UPDATE area a SET parent_id = p.id
    FROM (
        SELECT DISTINCT ON (c.id) c.id AS child, q.id FROM area c
        JOIN staged s ON s.code = c.code
        JOIN area q ON q.level = ANY (CASE c.level WHEN 'community' THEN ARRAY['subdistrict', 'district']
                                                   WHEN 'subdistrict' THEN ARRAY['district'] ELSE '{}' END)
                   AND (q.code = s.parent_code OR q.name = s.parent_code
                        OR (q.geom && c.geom AND ST_Intersects(q.geom, ST_PointOnSurface(c.geom))))
        ORDER BY c.id, q.code = s.parent_code DESC NULLS LAST, q.name = s.parent_code DESC NULLS LAST,
                 q.level = 'district', q.id
    ) p
    WHERE p.child = a.id AND a.parent_id IS DISTINCT FROM p.id
"""


def prepare(values: Values, said: Said, options: LoadOptions, length: int) -> None:
    """Settle the level of each row: what the file says, else the code's length, the name's ending, the user's word.

    Raises:
        InputError: the user's word is no level.
    """
    usual = LEVELS.get(options.level.lower()) if options.level else None
    if options.level and usual is None:
        raise InputError(f"--level {options.level}: use district, subdistrict or community.")
    nothing: list[None] = [None] * length
    stated, codes, names = (values.get(field) or nothing for field in ("level", "code", "name"))
    levels = []
    for place in range(length):
        level = stated[place] if stated[place] in LEVEL_IDS else _level_of(codes[place], names[place]) or usual
        levels.append(level)
        if level is None and place not in said.refused:
            said.refuse(place, LEVEL_UNKNOWN)
    values["level"] = levels
    zones = values.get("zone") or nothing
    for place, zone in enumerate(zones):
        if zone is not None and zone not in ZONES:
            said.remark(place, NOT_READ, field="zone", value=zone)
            zones[place] = None


def _level_of(code: str | None, name: str | None) -> str | None:
    if code is not None and code.isdigit() and len(code) in _BY_CODE_LENGTH:
        return _BY_CODE_LENGTH[len(code)]
    for endings, level in _BY_ENDING:
        if name is not None and name.endswith(endings):
            return level
    return None


def write(work: Work) -> Counts:
    """Write the staged areas and hang each below the one that holds it.

    Raises:
        SecondDistrictError: the record holds another district.
    """
    _choose_district(work)
    _refuse_second(work)
    counts = merge(work.staging, work.present | {"level"}, progress=work.progress)
    work.session.execute(text(_LINK))
    _link_below(work)
    _place_grids(work)
    if "parent_code" in work.present:
        work.staging.say(
            UNKNOWN_PARENT,
            "SELECT row, parent_code, NULL::text FROM staged WHERE parent_code IS NOT NULL AND level <> 'district'"
            " AND NOT EXISTS (SELECT 1 FROM area a WHERE a.code = parent_code OR a.name = parent_code)",
        )
    return counts


def _link_below(work: Work) -> None:
    """Hang areas that stood before and have nobody above them below the ones that came now."""
    work.session.execute(
        text("""
        UPDATE area a SET parent_id = p.id
        FROM (SELECT DISTINCT ON (c.id) c.id AS child, q.id FROM area c
              JOIN area q ON (c.level = 'community' AND q.level IN ('subdistrict', 'district')
                              OR c.level = 'subdistrict' AND q.level = 'district')
                         AND q.geom && c.geom AND ST_Intersects(q.geom, ST_PointOnSurface(c.geom))
              WHERE c.parent_id IS NULL ORDER BY c.id, q.level = 'district', q.id) p
        WHERE p.child = a.id
        """)
    )


def _place_grids(work: Work) -> None:
    """Give grids that were loaded before their community the one in which most of their ground lies."""
    work.session.execute(
        text("""
        UPDATE grid g SET community_id = p.community_id
        FROM (SELECT DISTINCT ON (h.id) h.id, a.id AS community_id
              FROM grid h JOIN grid_shape s ON s.id = h.shape_id
              JOIN area a ON a.level = 'community' AND a.geom && s.geom AND ST_Intersects(a.geom, s.geom)
              WHERE h.community_id IS NULL
              ORDER BY h.id, ST_Area(ST_Intersection(a.geom, s.geom)) DESC, a.id) p
        WHERE p.id = g.id
        """)
    )


def _choose_district(work: Work) -> None:
    rows = work.session.execute(text("SELECT row, code, name FROM staged WHERE level = 'district' ORDER BY row")).all()
    if len(rows) <= 1:
        return
    wanted = work.run.options.district
    kept = [row.row for row in rows if wanted in (row.code, row.name)]
    if wanted is not None and not kept:
        names = ", ".join(str(row.name or row.code) for row in rows)
        raise InputError(f"--district {wanted}: the file's districts are {names}.")
    work.staging.say(
        SEVERAL_DISTRICTS,
        "SELECT row, NULL::text, NULL::text FROM staged WHERE level = 'district' AND NOT row = ANY (:kept)",
        kept=kept[:1],
    )


def _refuse_second(work: Work) -> None:
    row = work.session.execute(
        text("""
        SELECT a.id, a.name AS standing, coalesce(s.name, s.code) AS other, s.code,
               ST_Area(ST_Intersection(a.geom, s.geom)) >= :same * least(ST_Area(a.geom), ST_Area(s.geom)) AS same
        FROM area a JOIN staged s ON s.level = 'district' WHERE a.level = 'district' AND a.code <> s.code
        """),
        {"same": SAME_GROUND},
    ).first()
    if row is None:
        return
    if not row.same:
        raise SecondDistrictError(
            f"The record holds {row.standing}, and {row.other} is a second district:"
            " run `wangge db clear` first, or keep it in a database of its own."
        )
    work.session.execute(text("UPDATE area SET code = :code WHERE id = :id"), {"code": row.code, "id": row.id})
    work.report.notes.append(f"{row.standing} is now {row.other} ({row.code}): they are the same ground")
