"""A batch of a file's own columns becomes rows of ours: values read, what cannot be read said."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from gis.loading.kinds import Field, Kind
from gis.loading.reasons import (
    CODE_TOO_LONG,
    IN_FUTURE,
    NEGATIVE,
    NOT_A_NUMBER,
    NOT_READ,
    NUMBER_ROUNDED,
    TOO_LARGE,
    Reason,
)
from gis.loading.shapes import Said
from gis.loading.source import Batch
from gis.loading.values import (
    NotReadableError,
    cleaned,
    read_code,
    read_date,
    read_flag,
    read_foot,
    read_moment,
    read_number,
    read_text,
    word_reader,
)

_LARGEST_INTEGER = 2**31 - 1
_LONGEST_CODE = 200
_POSITIVE = frozenset({"levels", "radius_m", "width_m"})
_SIGNED = frozenset({"layer"})

Values = dict[str, list[Any]]


def read_rows(kind: Kind, batch: Batch, columns: Mapping[str, str], said: Said) -> Values:
    """Return the values of each mapped field, one list per field; what was refused or odd goes to `said`."""
    length = len(batch)
    today = date.today()  # noqa: DTZ011 - the machine's day is near enough for "in the future"
    out: Values = {}
    for item in kind.fields:
        if item.name in columns:
            cells = batch.columns.get(columns[item.name]) or [None] * length
            out[item.name] = _column(item, cells, said, today)
    return out


def _column(item: Field, cells: Sequence[Any], said: Said, today: date) -> list[Any]:
    if item.type in ("count", "whole"):
        return _integers(item, cells, said)
    if item.type == "number":
        return [_number(item, place, cell, said) for place, cell in enumerate(cells)]
    if item.type in ("date", "moment"):
        return _days(item, cells, said, today)
    reader: Mapping[str, Callable[[Any], Any]] = {
        "text": read_text,
        "code": read_code,
        "flag": read_flag,
        "foot": read_foot,
        "word": word_reader(item.words),
    }
    read = reader[item.type]
    values = [read(cell) for cell in cells]
    if item.name == "code":
        for place, code in enumerate(values):
            if code is not None and len(code) > _LONGEST_CODE:
                said.refuse(place, CODE_TOO_LONG, value=code)
    return values


def _integers(item: Field, cells: Sequence[Any], said: Said) -> list[int | None]:
    least = 1 if item.name in _POSITIVE else 0
    if item.name not in _SIGNED and all(type(cell) is int and least <= cell <= _LARGEST_INTEGER for cell in cells):
        return list(cells)
    return [_integer(item, place, cell, said) for place, cell in enumerate(cells)]


def _integer(item: Field, place: int, cell: Any, said: Said) -> int | None:
    number = _number(item, place, cell, said)
    if number is None:
        return None
    whole = round(number)
    if abs(whole) > _LARGEST_INTEGER:
        _unfit(item, place, cell, said, TOO_LARGE)
        return None
    if whole != number:
        said.remark(place, NUMBER_ROUNDED, field=item.name, value=cell, other=whole)
    return whole


def _number(item: Field, place: int, cell: Any, said: Said) -> float | None:
    try:
        number = read_number(cell)
    except NotReadableError:
        _unfit(item, place, cell, said, NOT_A_NUMBER)
        return None
    if number is None or item.name in _SIGNED:
        return number
    if number < 0:
        _unfit(item, place, cell, said, NEGATIVE)
        return None
    if number == 0 and item.name in _POSITIVE:
        return None
    return number


def _unfit(item: Field, place: int, cell: Any, said: Said, reason: Reason) -> None:
    """People that cannot be counted make a row useless; other figures are left empty."""
    if item.type == "count":
        said.refuse(place, reason, field=item.name, value=cell)
    else:
        said.remark(place, NOT_READ, field=item.name, value=cell)


def _days(item: Field, cells: Sequence[Any], said: Said, today: date) -> list[date | datetime | None]:
    read = read_date if item.type == "date" else read_moment
    known: dict[Any, date | datetime | None] = {}
    out: list[date | datetime | None] = []
    for place, cell in enumerate(cells):
        if cell is None:
            out.append(None)
            continue
        cell = cell if isinstance(cell, str | date | int | float) else str(cell)  # noqa: PLW2901 - lists are no keys
        if cell not in known:
            try:
                known[cell] = read(cell)
            except NotReadableError:
                said.remark(place, NOT_READ, field=item.name, value=cleaned(cell) or "")
                out.append(None)
                continue
        value = known[cell]
        out.append(value)
        if item.name == "occupied_since" and isinstance(value, date) and value > today:
            said.remark(place, IN_FUTURE, field=item.name, value=value)
    return out
