"""Buildings: people counted or estimated, and what is odd about them."""

from sqlalchemy import text

from gis.loading.district import district_known
from gis.loading.merging import Counts, merge
from gis.loading.reasons import (
    MANY_PEOPLE,
    MORE_ELDERLY,
    NOBODY_KNOWN,
    OUTSIDE,
    UNKNOWN_COMMUNITY,
    UNKNOWN_ESTATE,
)
from gis.loading.work import Work
from gis.loading.writers.references import name_to_code, say_unknown
from gis.parameters import load_parameters

MOST_PEOPLE = 100_000
LIVED_IN = (
    "residential", "apartments", "house", "detached", "semidetached_house", "semi", "terrace", "dormitory",
    "bungalow", "cabin", "farm", "houseboat", "static_caravan", "ger", "hut", "annexe", "villa", "yes",
)  # fmt: skip
"""Uses of buildings in which people live; where no use is known, they may."""

_ESTIMATE = """
    UPDATE staged s SET population_estimated = true, population = CASE
        WHEN s.use IS NOT NULL AND NOT lower(s.use) = ANY (:lived_in) THEN 0
        WHEN s.households IS NOT NULL THEN least(round(s.households * :per_household), 2000000000)
        WHEN :floor_area > 0 THEN least(
            round(ST_Area(geography(s.geom)) * coalesce(s.levels, s.levels_assumed, 1) / :floor_area), 2000000000)
        ELSE 0 END
    WHERE s.population IS NULL
"""
_ELDERLY = """
    UPDATE staged s SET elderly = round(s.population * :share) WHERE s.elderly IS NULL
"""
_KEEP_COUNTED = """
    UPDATE staged s SET population = b.population, elderly = b.elderly, population_estimated = false
    FROM building b WHERE b.code = s.code AND s.population_estimated AND NOT b.population_estimated
"""
_KEEP_ELDERLY = """
    UPDATE staged s SET elderly = b.elderly FROM building b
    WHERE b.code = s.code AND s.elderly IS NULL AND b.population = s.population
"""


def write(work: Work) -> Counts:
    """Write the staged buildings.

    Where people are not counted: none in a building of a use that nobody lives in; households x people_per_household
    where households are known; else footprint_m2 x levels / floor_area_per_person (levels 1 where unknown). Such a
    figure never takes the place of a counted one. People of 60+ that are not counted: population x elderly_share.
    """
    work.progress.start("Checking buildings", None)
    name_to_code(work, "community_code", "SELECT code, name FROM area WHERE level = 'community'")
    name_to_code(work, "estate_code", "SELECT code, name FROM estate")
    _say_odd_figures(work)
    _estimate(work)
    extra = ("population", "population_estimated", "elderly")
    counts = merge(work.staging, work.present, progress=work.progress, extra=extra)
    work.progress.start("Comparing buildings with the district", None)
    say_unknown(work, "community_code", "area WHERE level = 'community'", UNKNOWN_COMMUNITY)
    say_unknown(work, "estate_code", "estate", UNKNOWN_ESTATE)
    _say_outside(work)
    return counts


def _estimate(work: Work) -> None:
    session, parameters = work.session, load_parameters(work.session)
    # told before it is estimated: afterwards it is a building of nobody like any other
    work.staging.say(
        NOBODY_KNOWN,
        "SELECT row, NULL::text, NULL::text FROM staged WHERE population IS NULL AND households IS NULL"
        " AND GeometryType(geom) = 'POINT' AND (use IS NULL OR lower(use) = ANY (:lived_in))",
        lived_in=list(LIVED_IN),
    )
    session.execute(text("UPDATE staged SET population_estimated = false WHERE population_estimated IS NULL"))
    session.execute(
        text(_ESTIMATE),
        {
            "lived_in": list(LIVED_IN),
            "per_household": parameters.people_per_household,
            "floor_area": parameters.floor_area_per_person,
        },
    )
    session.execute(text(_KEEP_COUNTED))
    session.execute(text(_KEEP_ELDERLY))
    aged = session.execute(text(_ELDERLY), {"share": parameters.elderly_share})
    estimated = session.scalar(text("SELECT count(*) FROM staged WHERE population_estimated")) or 0
    work.report.estimated = int(estimated)
    if estimated:
        work.report.notes.append(f"people were estimated in {estimated:,} buildings")
    if aged.rowcount > estimated:  # type: ignore[attr-defined]
        work.report.notes.append(
            f"people of 60+ were taken as {parameters.elderly_share:.1%} where they are not counted"
        )


def _say_odd_figures(work: Work) -> None:
    work.staging.say(
        MANY_PEOPLE, "SELECT row, population::text, NULL::text FROM staged WHERE population > :most", most=MOST_PEOPLE
    )
    work.staging.say(MORE_ELDERLY, "SELECT row, elderly::text, population::text FROM staged WHERE elderly > population")


def _say_outside(work: Work) -> None:
    if district_known(work.session):
        work.staging.say(
            OUTSIDE,
            """
            SELECT s.row, NULL::text, NULL::text FROM staged s JOIN building b ON b.code = s.code
            WHERE NOT EXISTS (SELECT 1 FROM area a WHERE a.level = 'district' AND a.geom && b.point
                              AND ST_Intersects(a.geom, b.point))
            """,
        )
