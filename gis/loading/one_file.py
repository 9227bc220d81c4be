"""One file: its rows read, checked and staged, then written, counted and reported."""

import time
from typing import Any

import orjson
from sqlalchemy import text

from gis.errors import InputError
from gis.loading.district import refuse_elsewhere
from gis.loading.door import Door
from gis.loading.fields import map_fields
from gis.loading.kinds import Kind
from gis.loading.reasons import CODE_TWICE, NO_CODE, SHAPE_TWICE
from gis.loading.report import SHOWN_REMARKS, LoadReport
from gis.loading.rows import read_rows
from gis.loading.shapes import Said, fit_shapes
from gis.loading.source import Batch, Source, no_geometries
from gis.loading.staging import Staging
from gis.loading.work import Run, Work
from gis.loading.writers import areas, workers, write_kind

_SHOWN_COLUMNS = 12


def load_source(run: Run, kind: Kind, file: str, source: Source) -> LoadReport:
    """Load an open source in the transaction of a command.

    Raises:
        InputError: the source as a whole cannot be taken.
        SecondDistrictError: it belongs to another district than the record holds.
        Cancelled: the user asked for it; roll back.
    """
    began = time.perf_counter()
    report = LoadReport(kind=kind.id, file=file)
    staging = Staging(run.session, kind, language=run.options.language)
    present = _stage(run, source, staging, report)
    report.rows = staging.rows
    if report.rows == 0:
        raise InputError(f"{file} holds no rows of {kind.id}.")
    work = Work(run=run, staging=staging, present=present, report=report)
    _write(work)
    _keep(work)
    report.seconds = round(time.perf_counter() - began, 2)
    return report


def _stage(run: Run, source: Source, staging: Staging, report: LoadReport) -> frozenset[str]:
    """Read all of a file into `staged`; return the fields that it holds."""
    kind = staging.kind
    mapped = map_fields(kind, source.columns, run.options.fields, dbf=source.dbf, placed=source.geometry is not None)
    report.format, report.layer = source.format, source.layer
    report.fields = dict(mapped.columns)
    _check_position(kind, source, report.fields)
    door = Door(source, mapped.columns, run.options)
    run.progress.start(f"Reading {report.file}", source.count)
    for batch in source.batches(list(dict.fromkeys(mapped.columns.values()))):
        _take(run, staging, batch, door, report.fields)
        run.progress.advance(len(batch))
    report.crs = door.crs.name if door.crs else None
    report.notes += [*source.notes, *mapped.notes, *door.notes]
    return frozenset(mapped.columns) | {"code"}


def _take(run: Run, staging: Staging, batch: Batch, door: Door, columns: dict[str, str]) -> None:
    kind, said = staging.kind, Said()
    for place, reason, words in batch.said:
        (said.refuse if reason.verdict == "refused" else said.remark)(place, reason, **words)
    values = read_rows(kind, batch, columns, said)
    if kind.column:
        moved, raw = door.geometries(batch, said)
        geoms = fit_shapes(moved, kind.geometry, said, needed=kind.needs_geometry, originals=raw)
    else:
        moved = geoms = no_geometries(len(batch))
    if kind.id == "areas":
        areas.prepare(values, said, run.options, len(batch))
    if not kind.needs_geometry:
        _refuse_nameless(values, said, len(batch))
    staging.add(first=batch.first, values=values, geoms=geoms, moved=moved, said=said)


def _check_position(kind: Kind, source: Source, mapped: dict[str, str]) -> None:
    """Make sure that a table without geometry says where its rows lie, where the kind needs that."""
    placed = source.geometry is not None or "wkt" in mapped or "lonlat" in mapped or {"lon", "lat"} <= set(mapped)
    if kind.needs_geometry and not placed:
        shown = ", ".join(source.columns[:_SHOWN_COLUMNS])
        raise InputError(
            f"The file has no geometry, and no columns of coordinates were found among {shown}:"
            " name them with --field lon=COLUMN --field lat=COLUMN, or --field wkt=COLUMN."
        )


def _refuse_nameless(values: dict[str, list[Any]], said: Said, length: int) -> None:
    nothing = [None] * length
    codes, names = values.get("code") or nothing, values.get("name") or nothing
    for place in range(length):
        if codes[place] is None and names[place] is None:
            said.refuse(place, NO_CODE)


def _write(work: Work) -> None:
    """Refuse codes that stand twice, and a file from elsewhere; then write the rows and count."""
    staging, report = work.staging, work.report
    if staging.kind.id == "workers":
        workers.join_rows(work)
    if staging.kind.id == "positions":
        # one moment in one place: the same fix, sent twice
        staging.session.execute(text("DELETE FROM staged s USING staged o WHERE s.code = o.code AND s.row > o.row"))
    _refuse_twice(staging)
    if staging.kind.column:
        refuse_elsewhere(work)
    counts = write_kind(work)
    report.inserted, report.updated, report.unchanged = counts.inserted, counts.updated, counts.unchanged
    said = staging.counts()
    report.refused, report.repaired, report.warned = said["refused"], said["repaired"], said["warned"]
    if report.refused == report.rows:
        report.notes.insert(0, "none of its rows could be taken")


def _refuse_twice(staging: Staging) -> None:
    again = """
        SELECT row, code, first::text FROM (
            SELECT row, code, coded, first_value(row) OVER (PARTITION BY code ORDER BY row) AS first FROM staged) s
        WHERE row <> first AND {which}
    """
    staging.say(CODE_TWICE, again.format(which="coded"))
    staging.say(SHAPE_TWICE, again.format(which="NOT coded"))


def _keep(work: Work) -> None:
    """Write the load and what was said into the record and into the report file."""
    staging, report, report_file = work.staging, work.report, work.run.report_file
    report.reasons = staging.reasons()
    report.remarks = list(staging.remarks(limit=SHOWN_REMARKS))
    if report.remarks and report_file is not None:
        report_file.add(report.file, staging.remarks())
        report.report_file = str(report_file.path)
    report.load_id = work.session.scalar(
        text("""
        INSERT INTO load (kind, file_name, author, inserted, updated, unchanged, repaired, refused, warned, report)
        VALUES (:kind, :file, :author, :inserted, :updated, :unchanged, :repaired, :refused, :warned,
                CAST(:report AS jsonb)) RETURNING id
        """),
        {
            "kind": report.kind,
            "file": report.file,
            "author": work.run.viewer.name,
            "inserted": report.inserted,
            "updated": report.updated,
            "unchanged": report.unchanged,
            "repaired": report.repaired,
            "refused": report.refused,
            "warned": report.warned,
            "report": orjson.dumps(report.as_json() | {"remarks": []}).decode(),
        },
    )
    staging.keep_remarks(int(report.load_id or 0))
    work.session.execute(text("DROP TABLE staged, staged_remark"))
