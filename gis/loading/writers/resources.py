"""Resources: their kinds are an open list, but a word nobody knows is said."""

from gis.loading.field_words import RESOURCE_KINDS
from gis.loading.merging import Counts, merge
from gis.loading.reasons import UNKNOWN_KIND
from gis.loading.work import Work


def write(work: Work) -> Counts:
    """Write the staged resources."""
    work.staging.say(
        UNKNOWN_KIND,
        "SELECT row, kind, NULL::text FROM staged WHERE kind IS NOT NULL AND NOT kind = ANY (:known)",
        known=sorted(RESOURCE_KINDS),
    )
    return merge(work.staging, work.present, progress=work.progress)
