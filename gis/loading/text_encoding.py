"""In what encoding a file's text stands: UTF-8, UTF-16 or the Chinese national standard."""

import codecs
from pathlib import Path

from gis.errors import InputError

_CHUNK = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CHINESE = "gb18030"
"""Holds GBK and GB2312."""


def known_encoding(name: str) -> str:
    """Return Python's name of an encoding that a user named; GBK and GB2312 become their superset.

    Raises:
        InputError: there is no such encoding.
    """
    try:
        found = codecs.lookup(f"cp{name}" if name.isdigit() else name).name
    except LookupError as error:
        raise InputError(f"--encoding {name}: unknown; use UTF-8 or GBK.") from error
    return CHINESE if found in {"gbk", "gb2312", "cp936", "hz"} else found


def encoding_of_file(path: Path) -> str:
    """Return the encoding of a text file: by its mark, else UTF-8 where all of it is, else GB 18030.

    Raises:
        InputError: it is none of these.
    """
    with path.open("rb") as file:
        start = file.read(4)
    for mark, name in _MARKS:
        if start.startswith(mark):
            return name
    for name in ("utf-8", CHINESE):
        if _decodes(path, name):
            return name
    raise InputError(f"{path.name}: its text is neither UTF-8 nor GBK; name its encoding with --encoding.")


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def encoding_of_bytes(sample: bytes) -> str | None:
    """Return the encoding of some text without its context; None where plain ASCII does not tell."""
    if sample.isascii():
        return None
    for name in ("utf-8", CHINESE):
        try:
            sample.decode(name)
        except UnicodeDecodeError:
            continue
        return name
    return None


def as_utf8(path: Path, target: Path, *, encoding: str) -> Path:
    """Write `path` as UTF-8 without a mark to `target`, and return that."""
    with path.open(encoding=encoding, errors="strict") as source, target.open("w", encoding="utf-8") as file:
        while chunk := source.read(_CHUNK):
            file.write(chunk)
    return target
