"""Let a worker answer for a grid of the draft from the day it is in force.

Arguments: `grid`; `worker`: code.
"""

from gis.boundaries.arguments import Arguments
from gis.boundaries.fabric import Edit, Fabric
from gis.errors import NotFoundError


def apply(fabric: Fabric, arguments: Arguments) -> Edit:
    """Assign."""
    cell, worker = fabric.cell(arguments.code("grid")), arguments.code("worker")
    if not fabric.around.has_worker(worker):
        raise NotFoundError(f"There is no worker {worker}.")
    return Edit(workers={cell.code: worker})
