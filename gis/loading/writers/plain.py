"""Kinds whose rows go into their table as they are."""

from gis.loading.merging import Counts, merge
from gis.loading.work import Work


def write(work: Work) -> Counts:
    """Write the staged rows."""
    return merge(work.staging, work.present, progress=work.progress)
