"""Shapefiles: the encoding of their table, and whether all of them is there."""

import struct
from pathlib import Path

from gis.errors import InputError
from gis.loading.text_encoding import CHINESE, encoding_of_bytes, known_encoding

_SAMPLE = 1 << 21
_HEADER = 32
_FIELD = 32
_WIDE = "C"


def sibling(path: Path, suffix: str) -> Path | None:
    """Return the file beside `path` with another ending, in whatever case it is written."""
    for other in path.parent.iterdir():
        if other.stem == path.stem and other.suffix.lower() == suffix:
            return other
    return None


def check_shapefile(path: Path) -> None:
    """Make sure that no part of a Shapefile is missing or cut off.

    Raises:
        InputError: one is.
    """
    for suffix in (".shx", ".dbf"):
        if sibling(path, suffix) is None:
            raise InputError(f"{path.name}: its {suffix} file is missing; a Shapefile needs .shp, .shx and .dbf.")
    for suffix, what in ((".shp", "shapes"), (".shx", "index")):
        part = sibling(path, suffix) or path
        with part.open("rb") as file:
            header = file.read(28)
        size = part.stat().st_size
        if len(header) < 28 or struct.unpack(">i", header[:4])[0] != 9994:  # noqa: PLR2004 - the format's file code
            raise InputError(f"{part.name} is not the {what} file of a Shapefile.")
        if struct.unpack(">i", header[24:28])[0] * 2 > size:
            raise InputError(f"{part.name} is cut off: it was not written or copied to its end.")
    _check_table(sibling(path, ".dbf") or path)


def _check_table(table: Path) -> None:
    with table.open("rb") as file:
        header = file.read(_HEADER)
    if len(header) < _HEADER:
        raise InputError(f"{table.name} is cut off: it was not written or copied to its end.")
    records, header_bytes, record_bytes = struct.unpack("<IHH", header[4:12])
    if header_bytes + records * record_bytes > table.stat().st_size + 1:
        raise InputError(f"{table.name} is cut off: it was not written or copied to its end.")


def encoding_of_shapefile(path: Path) -> tuple[str | None, str | None]:
    """Return the encoding of a Shapefile's table where GDAL would not know it, and what to say about that.

    The .cpg file counts unless the text is plainly something else; without one, the bytes tell.
    """
    said = _said(sibling(path, ".cpg"))
    found = _found(sibling(path, ".dbf") or path)
    if found is None or found == said:
        return said, None
    if said is None:
        return found, f"no .cpg file: its text was read as {_shown(found)}"
    if said not in ("utf-8", CHINESE, "iso8859-1", "cp1252"):
        return said, None
    return found, f"its .cpg file says {_shown(said)}, its text is {_shown(found)}"


def _shown(encoding: str) -> str:
    return "GBK" if encoding == CHINESE else encoding.upper()


def _said(page: Path | None) -> str | None:
    if page is None:
        return None
    name = page.read_text("ascii", "ignore").strip().removeprefix("ANSI ").removeprefix("OEM ")
    try:
        return known_encoding(name) if name else None
    except InputError:
        return None


def _found(table: Path) -> str | None:
    """Look at whole values of text columns: a cut through the middle of a character would mislead."""
    with table.open("rb") as file:
        header = file.read(_HEADER)
        header_bytes, record_bytes = struct.unpack("<HH", header[8:12])
        descriptions = file.read(max(0, header_bytes - _HEADER))
        body = file.read(_SAMPLE)
    columns: list[tuple[int, int]] = []
    names = b""
    offset = 1
    for start in range(0, len(descriptions) - _FIELD + 1, _FIELD):
        description = descriptions[start : start + _FIELD]
        if description[:1] == b"\r":
            break
        names += description[:11].split(b"\0")[0] + b" "
        length = description[16]
        if chr(description[11]) == _WIDE:
            columns.append((offset, length))
        offset += length
    texts = [
        body[start + at : start + at + length].rstrip(b" \0")
        for start in range(0, len(body) - record_bytes + 1, max(1, record_bytes))
        for at, length in columns
    ]
    return encoding_of_bytes(b" ".join(text for text in texts if len(text) < 254)) or encoding_of_bytes(names)  # noqa: PLR2004 - longer ones may be cut
