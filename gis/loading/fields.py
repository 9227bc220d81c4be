"""Which column of a file holds which of our fields: what the user says, else a guess by the usual names."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gis.errors import InputError
from gis.loading.kinds import POSITION, Field, Kind

_DBF_NAME_BYTES = 10
_UNTELLING = re.compile(r"[\s_\-./:·、,()()\[\]【】]+")
_UNIT = re.compile(r"[((\[【][^))\]】]*[))\]】]$")


@dataclass(frozen=True, slots=True)
class FieldMap:
    """Our field -> the file's column, and what is worth saying about it."""

    columns: Mapping[str, str]
    notes: tuple[str, ...]


def bare(name: str) -> str:
    """Return a column's name as it is compared: no case, blanks, punctuation, or unit in brackets behind it."""
    text = _UNIT.sub("", name.strip().lstrip("\ufeff")) or name
    return _UNTELLING.sub("", text).lower()


def map_fields(
    kind: Kind, columns: Sequence[str], given: Mapping[str, str], *, dbf: bool = False, placed: bool = False
) -> FieldMap:
    """Return which of `columns` holds which field of `kind`.

    Args:
        kind: What is loaded.
        columns: The file's columns, in order; a name that stands twice counts where it stands first.
        given: Fields that the user named; an empty column says that the field is not in the file.
        dbf: Names may be cut after ten bytes, as Shapefiles do.
        placed: The file has geometry: no columns of coordinates are looked for.

    Raises:
        InputError: the user named a field or a column that does not exist.
    """
    notes = [f"column {name!r} stands {n} times: the first is taken" for name, n in Counter(columns).items() if n > 1]
    chosen: dict[str, str] = {}
    for name, column in given.items():
        kind.field(name)
        if column:
            chosen[name] = _existing(name, column, columns)
    taken = set(chosen.values())
    fields = [
        item for item in (*kind.fields, *(POSITION if kind.column and not placed else ())) if item.name not in given
    ]
    for item, column in _guesses(fields, [name for name in columns if name not in taken], dbf=dbf):
        chosen[item.name] = column
    order = [item.name for item in (*kind.fields, *POSITION)]
    return FieldMap({name: chosen[name] for name in order if name in chosen}, tuple(notes))


def _existing(name: str, column: str, columns: Sequence[str]) -> str:
    if column in columns:
        return column
    alike = [item for item in columns if bare(item) == bare(column)]
    if len(alike) == 1:
        return alike[0]
    shown = ", ".join(columns[:20]) + (" …" if len(columns) > 20 else "")  # noqa: PLR2004 - what fits into a line
    raise InputError(f"--field {name}={column}: the file has no such column; it has {shown or 'none'}.")


def _guesses(fields: Sequence[Field], columns: Sequence[str], *, dbf: bool) -> list[tuple[Field, str]]:
    """Pair fields and columns, the most telling names first; each is used once."""
    pairs: list[tuple[int, int, Field, str]] = []
    for place, item in enumerate(fields):
        for column in columns:
            rank = _rank(item, column, dbf=dbf)
            if rank is not None:
                pairs.append((rank, place, item, column))
    found: dict[str, tuple[Field, str]] = {}
    taken: set[str] = set()
    for _, _, item, column in sorted(pairs, key=lambda pair: pair[:2]):
        if item.name not in found and column not in taken:
            found[item.name] = (item, column)
            taken.add(column)
    _give_back(found, pairs, taken)
    return list(found.values())


def _give_back(
    found: dict[str, tuple[Field, str]], pairs: Sequence[tuple[int, int, Field, str]], taken: set[str]
) -> None:
    """A row's own code and name come before what it says of others: the only code column is its own."""
    for _, _, item, column in sorted(pairs, key=lambda pair: pair[:2]):
        if item.name in ("code", "name") and item.name not in found and column in taken:
            holder = next(name for name, (_, held) in found.items() if held == column)
            if holder not in ("code", "name"):
                del found[holder]
                found[item.name] = (item, column)


def _rank(item: Field, column: str, *, dbf: bool) -> int | None:
    names = [bare(name) for name in item.names]
    own = bare(column)
    if own in names:
        return names.index(own)
    if dbf and len(column.encode()) >= _DBF_NAME_BYTES - 1:
        for place, name in enumerate(item.names):
            if len(name.encode()) > _DBF_NAME_BYTES and name.lower().startswith(column.lower().rstrip("\ufffd")):
                return place + len(names)
    return None
