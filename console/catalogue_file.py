"""Reading a catalogue of wordings (`.po`) at the speed of a command line: every run of it needs one.

It holds what the catalogues of this program use: `msgctxt`, `msgid`, `msgstr`, comments, strings over several lines.
Plurals are not among it.
"""

import re
from collections.abc import Iterator
from pathlib import Path

_ESCAPE = re.compile(r"\\(.)")
_MEANT = {"n": "\n", "t": "\t", "r": "\r"}


def read_catalogue(path: Path) -> Iterator[tuple[str | None, str, str]]:
    """Yield context (None: without), wording and translation of each entry of a file, its header (wording "") too."""
    entry: dict[str, str] = {}
    keyword = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line[0] == "#":
            continue
        quoted = line
        if line[0] != '"':
            keyword, _, quoted = line.partition(" ")
            if keyword in entry or (keyword == "msgctxt" and "msgid" in entry):
                yield _parts(entry)
                entry = {}
        entry[keyword] = entry.get(keyword, "") + _unquoted(quoted)
    if entry:
        yield _parts(entry)


def _parts(entry: dict[str, str]) -> tuple[str | None, str, str]:
    return entry.get("msgctxt"), entry["msgid"], entry["msgstr"]


def _unquoted(quoted: str) -> str:
    inner = quoted.strip()[1:-1]
    return _ESCAPE.sub(lambda found: _MEANT.get(found[1], found[1]), inner) if "\\" in inner else inner
