"""OpenStreetMap: buildings, streets, water, greens, places, resources and areas out of one file."""

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from sqlalchemy.orm import Session

from gis.errors import InputError
from gis.loading.kinds import kind_of
from gis.loading.load import begin_run, not_taken
from gis.loading.one_file import load_source
from gis.loading.opening import standing_file
from gis.loading.options import LoadOptions
from gis.loading.osm_reader import ORDER, OsmReader
from gis.loading.report import LoadReport
from gis.parameters import load_parameters
from gis.progress import SILENT, Progress
from gis.viewer import Viewer


def load_osm(
    session: Session,
    path: Path,
    *,
    options: LoadOptions | None = None,
    viewer: Viewer,
    progress: Progress = SILENT,
) -> list[LoadReport]:
    """Load a .osm, .osm.gz, .osm.bz2 or .osm.pbf file in the session's transaction; return one report per kind.

    With `options.strict` a single refused row leaves the record as it was.

    Raises:
        InputError: the file is missing, damaged, or holds nothing of what is loaded.
        SecondDistrictError: it lies elsewhere than the district that the record holds.
        Cancelled: the user asked for it; roll back.
    """
    given = options or LoadOptions()
    run = begin_run(session, "osm", options=given, viewer=viewer, progress=progress)
    savepoint = session.begin_nested()
    reports = []
    with ExitStack() as stack:
        reader = OsmReader(given, load_parameters(session))
        for spool in reader.spools.values():
            stack.callback(spool.close)
        reader.read(standing_file(path), progress)
        for kind in ORDER:
            spool = reader.spools[kind]
            if spool.count:
                run.options = replace(
                    given, fields={name: name for name in spool.columns}, crs=None, lat_lon=False, layer=None
                )
                reports.append(load_source(run, kind_of(kind), path.name, spool))
    if not reports:
        raise InputError(f"{path.name} holds no buildings, streets, water, greens, places, resources or areas.")
    if given.strict and any(report.refused for report in reports):
        savepoint.rollback()
        return [not_taken(report) for report in reports]
    savepoint.commit()
    return reports
