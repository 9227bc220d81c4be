"""Guessing what kind of file lies there, by its name, its shapes, its columns and the words in them."""

from pathlib import Path

from gis.loading.field_words import TELLING
from gis.loading.fields import bare, map_fields
from gis.loading.kinds import COMMON_NAMES, KINDS, Kind
from gis.loading.source import Batch, Source

_NEVER_WITHOUT = {"positions": {"worker", "at"}, "shifts": {"begins", "ends"}}
"""Fields without which a file is not of that kind, whatever else fits."""
_UNTELLING = frozenset({"code", "name", "lon", "lat", "wkt", "lonlat"})


def likely_kinds(path: Path, source: Source, batch: Batch | None) -> list[str]:
    """Return the kinds that a file may be, the likeliest first: by its name, its geometry, its columns and words."""
    shapes = _shapes_of(source, batch)
    scores: dict[str, float] = {}
    for kind in KINDS.values():
        if shapes and kind.geometry and not any(word in shapes for word in kind.geometry):
            continue
        found = map_fields(kind, source.columns, {}, dbf=source.dbf, placed=source.geometry is not None).columns
        if not _NEVER_WITHOUT.get(kind.id, set()) <= set(found):
            continue
        telling = [name for name in found if name not in _UNTELLING]
        own = len(telling) / max(1, len(kind.fields) - 2)
        own += sum(name in found and bare(found[name]) not in COMMON_NAMES for name in ("code", "name"))
        own += sum(_share_known(kind, name, batch, found[name]) for name in telling)
        named = kind.id.rstrip("s") in f"{path.stem} {source.layer or ''}".lower()
        scores[kind.id] = own + len(telling) / 10 + (2 if named else 0)
    return sorted(scores, key=lambda name: -scores[name])


def _shapes_of(source: Source, batch: Batch | None) -> str:
    """Return the sorts of shapes a file holds: as it says, else as its first rows or its columns do; "": not known."""
    said = (source.geometry or "").lower()
    if any(word in said for word in ("polygon", "line", "point")):
        return said
    if batch is not None and batch.geoms is not None:
        return " ".join({str(geom.geom_type).lower() for geom in batch.geoms if geom is not None})
    position = map_fields(
        KINDS["places"], source.columns, {}, dbf=source.dbf, placed=source.geometry is not None
    ).columns
    if {"lon", "lat"} <= set(position) or "lonlat" in position:
        return "point"
    if batch is not None and "wkt" in position:
        return " ".join({str(cell).split("(")[0].strip().lower() for cell in batch.columns[position["wkt"]] if cell})
    return ""


def _share_known(kind: Kind, name: str, batch: Batch | None, column: str) -> float:
    """Return the share of a column's first values that are words which this field of the kind knows."""
    known = kind.field(name).words or (TELLING.get(kind.id) if name == "kind" else None)
    cells = [] if batch is None else [str(cell).strip() for cell in batch.columns.get(column, []) if cell]
    if not known or not cells:
        return 0.0
    return sum(cell in known or cell.lower() in known for cell in cells) / len(cells)
