"""Check a plan, whole or around some grids, and mend what can be mended."""

import pkgutil
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from importlib import import_module
from types import MappingProxyType

import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

import gis.boundaries.checks
from gis.boundaries.findings import PlanFinding
from gis.boundaries.picture import Picture
from gis.boundaries.picture_reading import read_picture
from gis.plans import plan_of
from gis.viewer import Viewer

Find = Callable[[Picture], Iterator[PlanFinding]]


@lru_cache(maxsize=1)
def checks() -> Mapping[str, Find]:
    """Return every check by its kind; to add one, add a module with `KIND` and `find(picture)` to `checks/`."""
    package = gis.boundaries.checks
    modules = [
        import_module(f"{package.__name__}.{found.name}")
        for found in pkgutil.iter_modules(package.__path__)
        if not found.name.startswith("_")
    ]
    return MappingProxyType({module.KIND: module.find for module in modules})


def check_plan(session: Session, plan_id: int, viewer: Viewer) -> list[PlanFinding]:
    """Return what is wrong with a plan: errors first, then by how many people are concerned.

    Raises:
        NotFoundError: there is no such plan.
    """
    del viewer  # everybody sees the same; what a role may see of a plan comes with the sign-in
    return find_all(read_picture(session, plan_id))


def check_around(session: Session, plan_id: int, codes: Collection[str]) -> list[PlanFinding]:
    """Return what is wrong with some grids of a plan as it stands, and with the ground beside them."""
    return find_all(read_picture(session, plan_id, touched=codes)) if codes else []


def find_all(picture: Picture) -> list[PlanFinding]:
    """Return what every check finds, in order, each under a key of its own."""
    found = [finding for find in checks().values() for finding in find(picture)]
    order = sorted(found, key=lambda one: (one.severity != "error", -one.people, -one.area_m2, one.key))
    times: Counter[str] = Counter()
    single = []
    for finding in order:
        times[finding.key] += 1
        number = times[finding.key]
        single.append(finding if number == 1 else replace(finding, key=f"{finding.key}#{number}"))
    return single


def kept_findings(session: Session, plan_id: int) -> list[PlanFinding]:
    """Return what was found when a plan was published; nothing for a draft. Mends are not among it.

    Raises:
        NotFoundError: there is no such plan.
    """
    plan_of(session, plan_id)
    rows = session.execute(
        text("""
            SELECT key, kind, severity, grids, people, area_m2, ST_AsBinary(geom) AS geom, wording AS text
            FROM plan_check WHERE plan_id = :id ORDER BY id
        """),
        {"id": plan_id},
    )
    return [
        PlanFinding(**{**row._mapping, "grids": tuple(row.grids), "geom": shapely.from_wkb(bytes(row.geom))})  # noqa: SLF001
        for row in rows
    ]
