"""One writer per kind: from `staged` into the record. A kind without a module of its own is written plainly."""

from collections.abc import Callable, Mapping

from gis.loading.merging import Counts
from gis.loading.work import Work
from gis.loading.writers import areas, buildings, grids, incidents, plain, positions, resources, shifts, workers

WRITERS: Mapping[str, Callable[[Work], Counts]] = {
    "areas": areas.write,
    "buildings": buildings.write,
    "grids": grids.write,
    "incidents": incidents.write,
    "positions": positions.write,
    "resources": resources.write,
    "shifts": shifts.write,
    "workers": workers.write,
}


def write_kind(work: Work) -> Counts:
    """Write the staged rows of any kind."""
    return WRITERS.get(work.staging.kind.id, plain.write)(work)
