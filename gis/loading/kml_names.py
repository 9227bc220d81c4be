"""KML: GDAL turns letters of a field's name that are not ASCII into underscores, so they get other names first."""

import re
from html import unescape
from pathlib import Path

from gis.loading.text_encoding import encoding_of_file, known_encoding

_DECLARED = re.compile(r"<\?xml[^>]*encoding=[\"']([\w.\-]+)[\"'][^>]*\?>")
_FIELD = re.compile(r"(<(?:\w+:)?(?:Data|SimpleField|SimpleData)\b[^>]*?\bname=)([\"'])(.*?)\2", re.DOTALL)
_START = 200


def with_plain_names(path: Path, folder: Path) -> tuple[Path, dict[str, str]]:
    """Return a KML whose fields have ASCII names, and what they are called: new name -> name in the file.

    Args:
        path: The file.
        folder: Where a copy may be written; without such names the file itself is returned.
    """
    with path.open("rb") as file:
        declared = _DECLARED.search(file.read(_START).decode("ascii", "ignore"))
    encoding = known_encoding(declared.group(1)) if declared else encoding_of_file(path)
    text = path.read_text(encoding, errors="replace")
    names: dict[str, str] = {}

    def renamed(found: re.Match[str]) -> str:
        name = unescape(found.group(3))
        if name.isascii():
            return found.group(0)
        new = names.setdefault(name, f"field_{len(names) + 1}")
        return f"{found.group(1)}{found.group(2)}{new}{found.group(2)}"

    text = _FIELD.sub(renamed, text)
    if not names:
        return path, {}
    copy = folder / path.name
    copy.write_text(_DECLARED.sub('<?xml version="1.0" encoding="UTF-8"?>', text, count=1), encoding="utf-8")
    return copy, {new: name for name, new in names.items()}
