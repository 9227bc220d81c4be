"""Loading files of one kind: all in the caller's transaction."""

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.errors import InputError
from gis.loading.kinds import kind_of
from gis.loading.one_file import load_source
from gis.loading.opening import open_source
from gis.loading.options import LoadOptions
from gis.loading.report import LoadReport, ReportFile, default_report_path
from gis.loading.work import Run
from gis.progress import SILENT, Progress
from gis.viewer import Viewer

LOAD_LOCK = 78110010
"""Loads follow one another: two that met would wait for each other's rows."""
_WAIT_S = 0.3


def load_file(
    session: Session,
    kind: str,
    path: Path,
    *,
    options: LoadOptions | None = None,
    viewer: Viewer,
    progress: Progress = SILENT,
) -> LoadReport:
    """Load one file into the record, in the session's transaction; the caller commits.

    Rows that cannot be taken are refused one by one and reported; with `options.strict` a single one leaves the record
    as it was, and the report says so (`taken`).

    Raises:
        InputError: the file as a whole cannot be taken.
        SecondDistrictError: it belongs to another district than the record holds.
        Cancelled: the user asked for it; roll back.
    """
    return load_files(session, kind, [path], options=options, viewer=viewer, progress=progress)[0]


def load_files(
    session: Session,
    kind: str,
    paths: Sequence[Path],
    *,
    options: LoadOptions | None = None,
    viewer: Viewer,
    progress: Progress = SILENT,
) -> list[LoadReport]:
    """Load several files of one kind, one after the other, all or (on an exception) none; see `load_file`.

    The grids of all of them make one plan.
    """
    what, given = kind_of(kind), options or LoadOptions()
    if not paths:
        raise InputError(f"Name a file of {kind} to load.")
    run = begin_run(session, kind, options=given, viewer=viewer, progress=progress)
    savepoint = session.begin_nested()
    reports = []
    for path in paths:
        run.last = path is paths[-1]
        with open_source(path, kind=what, layer=given.layer, encoding=given.encoding) as source:
            reports.append(load_source(run, what, path.name, source))
    if given.strict and any(report.refused for report in reports):
        savepoint.rollback()
        return [not_taken(report) for report in reports]
    savepoint.commit()
    return reports


def begin_run(session: Session, kind: str, *, options: LoadOptions, viewer: Viewer, progress: Progress) -> Run:
    """Return a new command, once no other load is under way; whoever waits can still be cancelled."""
    waiting = False
    while not session.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": LOAD_LOCK}):
        if not waiting:
            progress.start("Waiting for another load to end", None)
            waiting = True
        progress.advance(0)
        time.sleep(_WAIT_S)
    report_file = _report_file(options, kind)
    return Run(session=session, options=options, viewer=viewer, progress=progress, report_file=report_file)


def not_taken(report: LoadReport) -> LoadReport:
    """Return the report of a file that `strict` refused: what stands in the record is as it was."""
    return replace(report, taken=False, load_id=None, plan=None, inserted=0, updated=0, unchanged=0)


def _report_file(options: LoadOptions, kind: str) -> ReportFile | None:
    if options.report is not None:
        return ReportFile(options.report)
    if options.report_folder is None:
        return None
    return ReportFile(default_report_path(options.report_folder, kind, at=datetime.now()))  # noqa: DTZ005 - the user's clock
