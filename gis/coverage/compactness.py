"""How round ground is."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.coverage.metric_zone import MetricZone


def compactness_of(grounds: Any, zone: MetricZone) -> NDArray[np.float64]:
    """Return the Polsby-Popper compactness of each polygon (EPSG:4326): 4 pi area / perimeter², 1 for a circle.

    Area and perimeter are those of all parts and holes together, in metres of `zone`.

    Source: Polsby and Popper, "The Third Criterion", Yale Law & Policy Review 9 (1991).
    """
    flat = np.atleast_1d(np.asarray(zone.to_metres(np.asarray(grounds, dtype=object)), dtype=object))
    perimeters = shapely.length(flat)
    areas = shapely.area(flat)
    out = np.zeros(len(flat))
    np.divide(4 * np.pi * areas, perimeters**2, out=out, where=perimeters > 0)
    return out
