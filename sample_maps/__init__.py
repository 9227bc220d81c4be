"""The sample district: a made-up city district of 1.27 M people, drawn from a seed and written as files to load."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gis.progress import SILENT, Progress
from sample_maps.district import make_district
from sample_maps.files import FILES
from sample_maps.scale import PLAN_DATE, Size, scale_of

__all__ = ["DEFAULT_SEED", "SampleDistrict", "SampleFile", "Size", "make"]

DEFAULT_SEED = 20180501


@dataclass(frozen=True)
class SampleFile:
    """One file of the district and the kind it is loaded as."""

    kind: str
    path: Path


@dataclass(frozen=True)
class SampleDistrict:
    """The files of a district in the order of loading, and the day its grids came into force."""

    files: tuple[SampleFile, ...]
    plan_date: date


def make(
    folder: Path,
    *,
    size: Size = "full",
    seed: int = DEFAULT_SEED,
    today: date | None = None,
    progress: Progress = SILENT,
) -> SampleDistrict:
    """Write the sample district into a folder, which is made when it is missing.

    The same size, seed and day give the same district. `today` is the day after the year of incidents, and what the
    estates that came since 2018 are counted back from. Coordinates are EPSG:4326, (lon, lat).
    """
    folder.mkdir(parents=True, exist_ok=True)
    district = make_district(scale_of(size), seed=seed, today=today or date.today(), progress=progress)  # noqa: DTZ011
    progress.start("Writing the files of the sample district", len(FILES))
    files = []
    for kind, write in FILES.items():
        files.append(SampleFile(kind, write(district, folder)))
        progress.advance()
    return SampleDistrict(tuple(files), PLAN_DATE)
