"""Blind spots as a file: GeoPackage, GeoJSON or CSV."""

import csv
import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pyogrio.raw
import shapely
from numpy.typing import NDArray

from gis.blind_spots import BlindSpot
from gis.errors import InputError
from gis.spreadsheet_text import inert

DRIVERS = {".gpkg": "GPKG", ".geojson": "GeoJSON", ".csv": "CSV"}


def check_spot_file(path: Path) -> None:
    """Refuse a file that cannot be written, before any work is done.

    Raises:
        InputError: another ending, or no such folder.
    """
    if path.suffix.lower() not in DRIVERS:
        raise InputError(f"{path.name}: blind spots go to a .gpkg, .geojson or .csv file.")
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise InputError(f"{path} cannot be written: there is no such folder, or it is one itself.")
    if not os.access(path if path.exists() else path.absolute().parent, os.W_OK):
        raise InputError(f"{path} cannot be written: choose another file, or change its permissions.")


def write_spots(spots: Sequence[BlindSpot], path: Path) -> None:
    """Write the spots with their outlines (CSV: a point each) to `path`; a file that is there is replaced whole."""
    with tempfile.TemporaryDirectory(dir=path.absolute().parent, prefix=".wangge-") as folder:
        made = Path(folder) / f"blind_spots{path.suffix.lower()}"
        if made.suffix == ".csv":
            _write_csv(spots, made)
        else:
            _write_shapes(spots, made)
        made.replace(path)


def _rows(spots: Sequence[BlindSpot]) -> list[dict[str, Any]]:
    return [
        {
            "id": spot.id,
            "kind": spot.kind,
            "name": spot.name,
            "people": spot.people,
            "buildings": spot.buildings,
            "since": spot.since,
            "days": spot.days,
            "area_m2": spot.area_m2,
            "lon": spot.centroid[0],
            "lat": spot.centroid[1],
            "action": spot.cure["action"],
            "grid": spot.cure["grid"],
            "people_after": json.dumps(spot.cure["people_after"]),
            "cure_zh": spot.cure["text"]["zh"],
            "cure_en": spot.cure["text"]["en"],
            "exception": spot.exception and f"{spot.exception.reason} ({spot.exception.name})",
        }
        for spot in spots
    ]


_INTEGERS = ("id", "people", "buildings", "days")
_NUMBERS = ("area_m2", "lon", "lat")
_FIELDS = (
    "id", "kind", "name", "people", "buildings", "since", "days", "area_m2", "lon", "lat", "action", "grid",
    "people_after", "cure_zh", "cure_en", "exception",
)  # fmt: skip


def _write_csv(spots: Sequence[BlindSpot], path: Path) -> None:
    # spreadsheets take a file for the local encoding unless it begins with this mark
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=_FIELDS)
        writer.writeheader()
        for row in _rows(spots):
            writer.writerow({name: inert(value) if isinstance(value, str) else value for name, value in row.items()})


def _write_shapes(spots: Sequence[BlindSpot], path: Path) -> None:
    rows = _rows(spots)
    shapes = [shapely.MultiPolygon(list(shapely.get_parts(spot.geom))) for spot in spots]
    geojson = path.suffix == ".geojson"
    pyogrio.raw.write(
        path,
        geometry=np.array(shapely.to_wkb(shapes), dtype=object).reshape(-1),
        field_data=[_column(name, [row[name] for row in rows]) for name in _FIELDS],
        field_mask=[np.array([row[name] is None for row in rows], dtype=bool) for name in _FIELDS],
        fields=list(_FIELDS),
        driver=DRIVERS[path.suffix],
        layer="blind_spots",
        geometry_type="MultiPolygon",
        crs="EPSG:4326",
        **({"RFC7946": "YES"} if geojson else {}),
    )


def _column(name: str, values: list[Any]) -> NDArray[Any]:
    if name in _INTEGERS:
        return np.array([value or 0 for value in values], dtype=np.int64)
    if name in _NUMBERS:
        return np.array(values, dtype=np.float64)
    if name == "since":
        return np.array(values, dtype="datetime64[D]")
    return np.array(values, dtype=object)
