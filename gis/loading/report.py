"""What became of a file: figures, what is worth saying, and every row that is not as it was."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from gis.errors import InputError, MissingError
from gis.loading.reasons import Verdict
from gis.spreadsheet_text import inert

SHOWN_REMARKS = 200
"""Remarks that travel with a report; the report file and the record hold them all."""
_HEADER = ("file", "row", "verdict", "code", "reason", "lon", "lat")
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One row that was refused or repaired, or that is odd.

    Attributes:
        row: Number of the row, the file's first data row being 1.
        verdict: `refused`, `repaired` or `warned`.
        code: Its code, where it has one.
        reason: In one line.
        position: (lon, lat) where it lies, None where that is not known.
    """

    row: int
    verdict: Verdict
    code: str | None
    reason: str
    position: tuple[float, float] | None = None


@dataclass(slots=True, kw_only=True)
class LoadReport:
    """What became of one file. Of `rows`, each was inserted, updated, unchanged, joined or refused.

    Attributes:
        kind: What was loaded; `osm` gives one report per kind.
        file: Name of the file.
        format: As GDAL calls it.
        layer: The layer or sheet that was taken.
        crs: What its coordinates were taken to be in.
        fields: Our field -> the file's column.
        joined: Rows that say more of something another row names (a worker's next grid).
        taken: False where `strict` refused the whole file: the record is as it was.
        estimated: Buildings whose people were estimated.
        plan: The plan that grids made: id, name, state, effective_from; None: none was made.
        reasons: How often each reason was given: verdict, reason (its wording without values), count, first_row, and
            what it said of that row in full (first).
        notes: What is worth saying about the file as a whole.
        remarks: The first rows of the report.
        report_file: Where all of them stand.
        load_id: Key in table `load`.
        parts: Of `osm`: one report per kind, of which this one is the sum.
    """

    kind: str
    file: str
    format: str = ""
    layer: str | None = None
    crs: str | None = None
    fields: dict[str, str] = field(default_factory=dict)
    rows: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    joined: int = 0
    repaired: int = 0
    refused: int = 0
    warned: int = 0
    estimated: int = 0
    taken: bool = True
    plan: dict[str, Any] | None = None
    reasons: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    report_file: str | None = None
    load_id: int | None = None
    parts: "list[LoadReport]" = field(default_factory=list)
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain values."""
        return asdict(self)


def sum_of(kind: str, parts: Sequence[LoadReport]) -> LoadReport:
    """Return several reports on one file as one: their figures added up, themselves in `parts`."""
    first = parts[0]
    whole = LoadReport(kind=kind, file=first.file, format=first.format, crs=first.crs, parts=list(parts))
    for name in ("rows", "inserted", "updated", "unchanged", "joined", "repaired", "refused", "warned", "estimated"):
        setattr(whole, name, sum(getattr(part, name) for part in parts))
    whole.seconds = round(sum(part.seconds for part in parts), 2)
    whole.taken = all(part.taken for part in parts)
    whole.reasons = [{"kind": part.kind, **reason} for part in parts for reason in part.reasons]
    whole.report_file = next((part.report_file for part in parts if part.report_file), None)
    return whole


def default_report_path(folder: Path, kind: str, *, at: datetime) -> Path:
    """Return the name of a new report file in `folder`; two loads in one second get two."""
    stem = f"{at:%Y%m%d-%H%M%S}-{kind}"
    path = folder / f"{stem}.csv"
    number = 2
    while path.exists():
        path = folder / f"{stem}-{number}.csv"
        number += 1
    return path


class ReportFile:
    """A CSV that grows row by row, and is only made when there is a row; spreadsheets open it as UTF-8."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._begun = False

    def add(self, file: str, remarks: Iterable[Remark]) -> None:
        """Append the remarks on one file.

        Raises:
            InputError: the report cannot be written there.
            MissingError: the disk is full.
        """
        try:
            self._add(file, remarks)
        except OSError as error:
            if error.errno == 28:  # noqa: PLR2004 - ENOSPC
                raise MissingError(f"The disk is full: no report could be written to {self.path}.") from error
            raise InputError(
                f"The report cannot be written to {self.path} ({error.strerror}): --report names another."
            ) from error

    def _add(self, file: str, remarks: Iterable[Remark]) -> None:
        if not self._begun:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a" if self._begun else "w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            if not self._begun:
                out.write(_BOM)
                writer.writerow(_HEADER)
                self._begun = True
            for item in remarks:
                lon, lat = item.position or ("", "")
                writer.writerow((file, item.row, item.verdict, inert(item.code or ""), inert(item.reason), lon, lat))
