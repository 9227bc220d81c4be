"""Hours at which places may be passed, from a table of any kind that is loaded elsewhere too: code, opens, closes."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.errors import InputError
from gis.loading.opening import open_source
from gis.loading.source import column_of
from gis.patrols.patrol import Window

COLUMNS = {
    "code": ("code", "编码", "代码", "编号", "资源编码"),
    "opens": ("opens", "open", "from", "开放时间", "开放", "开门", "开始", "开始时间"),
    "closes": ("closes", "close", "until", "关闭时间", "关闭", "关门", "结束", "结束时间"),
}
MIDNIGHT = ("24:00", "24:00:00")
DAY = timedelta(days=1)
LAST_MINUTE = time(23, 59)


def parse_time(said: object) -> time:
    """Return a time of day; 24:00 is the last minute of the day. Spreadsheets have times, or how long after midnight.

    Raises:
        InputError: it is none.
    """
    if isinstance(said, datetime):
        return said.time()
    if isinstance(said, time):
        return said
    if isinstance(said, timedelta) and timedelta(0) <= said <= DAY:
        return LAST_MINUTE if said == DAY else time(said.seconds // 3600, said.seconds // 60 % 60, said.seconds % 60)
    words = str(said).strip().replace("：", ":")
    if words in MIDNIGHT:
        return LAST_MINUTE
    try:
        return time.fromisoformat(words if words[1:2] != ":" else f"0{words}").replace(tzinfo=None)
    except ValueError as error:
        raise InputError(f"{said} is no time of day: write it as 08:30.") from error


def read_hours(path: Path) -> dict[str, Window]:
    """Return the hours of places by code.

    The text may be UTF-8 or GBK, the columns may have their Chinese names, and a spreadsheet serves as well.

    Raises:
        InputError: the file cannot be read, or a row of it makes no sense.
    """
    found: dict[str, Window] = {}
    row_of: dict[str, int] = {}
    with open_source(path) as source:
        columns = {name: column_of(source.columns, known) for name, known in COLUMNS.items()}
        wanted = [column for column in columns.values() if column is not None]
        if len(wanted) < len(COLUMNS):
            raise InputError(f"{path.name}: the columns code, opens and closes are needed.")
        for batch in source.batches(wanted):
            cells = {name: batch.columns[column] for name, column in columns.items() if column is not None}
            for place in range(len(batch)):
                number = batch.first + place
                row = {name: values[place] for name, values in cells.items()}
                if all(_empty(value) for value in row.values()):
                    continue
                code, window = _read(row, f"{path.name}, row {number}")
                if code in found:
                    raise InputError(f"{path.name}, row {number}: code {code} stands in row {row_of[code]} already.")
                found[code], row_of[code] = window, number
    if not found:
        raise InputError(f"{path.name} holds no hours: each row has a code and when it opens and closes.")
    return found


def hours_of(given: Mapping[str, Mapping[str, Any]]) -> dict[str, Window]:
    """Return hours out of JSON: by code, `opens` and `closes` as HH:MM.

    Raises:
        InputError: one makes no sense.
    """
    return {code: _read({"code": code, **hours}, f"windows, {code}")[1] for code, hours in given.items()}


def as_json(hours: Mapping[str, Window]) -> dict[str, dict[str, str]]:
    """Return hours as `hours_of` reads them."""
    return {code: {"opens": f"{one.opens:%H:%M}", "closes": f"{one.closes:%H:%M}"} for code, one in hours.items()}


def unknown_codes(session: Session, codes: Sequence[str]) -> list[str]:
    """Return the codes that no place of a patrol has: neither a resource nor a blind spot."""
    rows = session.scalars(
        text("""
        SELECT c.code FROM unnest(CAST(:codes AS text[])) WITH ORDINALITY AS c (code, n)
        WHERE NOT EXISTS (SELECT 1 FROM resource r WHERE r.code = c.code)
          AND NOT EXISTS (SELECT 1 FROM blind_spot b WHERE b.key = c.code) ORDER BY c.n
        """),
        {"codes": list(codes)},
    )
    return list(rows)


def _read(row: Mapping[str, Any], said_of: str) -> tuple[str, Window]:
    for name in COLUMNS:
        if _empty(row.get(name)):
            raise InputError(f"{said_of}: the columns code, opens and closes are needed.")
    try:
        return str(row["code"]).strip(), Window(opens=parse_time(row["opens"]), closes=parse_time(row["closes"]))
    except InputError as error:
        raise InputError(f"{said_of}: {error}") from error


def _empty(value: object) -> bool:
    return value is None or not str(value).strip()
