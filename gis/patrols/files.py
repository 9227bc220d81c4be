"""A patrol as a file for a phone: GPX, which any outdoor app follows, and GeoJSON."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from gis.errors import InputError
from gis.patrols.listing import KeptPatrol

FORMATS = (".gpx", ".geojson")
GPX = "http://www.topografix.com/GPX/1/1"
MEDIA = {".gpx": "application/gpx+xml", ".geojson": "application/geo+json"}


def file_of(patrol: KeptPatrol, suffix: str) -> str:
    """Return the text of the file.

    Raises:
        InputError: neither .gpx nor .geojson.
    """
    if suffix.lower() not in FORMATS:
        raise InputError(f"A patrol is written as .gpx or .geojson, not as {suffix or 'a file without an ending'}.")
    return gpx(patrol) if suffix.lower() == ".gpx" else geojson(patrol)


def write_file(patrol: KeptPatrol, path: Path) -> None:
    """Write the file its ending names.

    Raises:
        InputError: another ending, or the folder is not there.
    """
    body = file_of(patrol, path.suffix)
    try:
        path.write_text(body, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}.") from error


def gpx(patrol: KeptPatrol) -> str:
    """Return the patrol as GPX 1.1: a track per shift, a waypoint for the post and each key place.

    Source of the format: https://www.topografix.com/GPX/1/1/.
    """
    ET.register_namespace("", GPX)
    root = ET.Element(f"{{{GPX}}}gpx", {"version": "1.1", "creator": "Wangge"})
    metadata = ET.SubElement(root, f"{{{GPX}}}metadata")
    _say(metadata, "name", f"{patrol.grid} {patrol.name}")
    _say(metadata, "time", patrol.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    _waypoint(root, patrol.post, name="驻点", kind="post", note=patrol.worker_name or "")
    for place in patrol.places:
        note = f"{place['arrives']:%H:%M}" if place["arrives"] else ""
        _waypoint(root, (place["lon"], place["lat"]), name=place["name"], kind=place["kind"], note=note)
    for shift, legs in _shifts(patrol.legs):
        track = ET.SubElement(root, f"{{{GPX}}}trk")
        _say(track, "name", f"{patrol.name} 第 {shift} 班")
        _say(track, "number", str(shift))
        segment = ET.SubElement(track, f"{{{GPX}}}trkseg")
        for lon, lat in _line(legs):
            ET.SubElement(segment, f"{{{GPX}}}trkpt", {"lat": f"{lat:.7f}", "lon": f"{lon:.7f}"})
    ET.indent(root, space=" ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def geojson(patrol: KeptPatrol) -> str:
    """Return the patrol as GeoJSON (RFC 7946): a line per leg in order, a point for the post and each key place."""
    features: list[dict[str, Any]] = [
        _feature("Point", list(patrol.post), kind="post", grid=patrol.grid, worker=patrol.worker)
    ]
    features += [
        _feature(
            "LineString", leg["line"], kind=leg["kind"], shift=leg["shift"], number=leg["number"],
            street=leg["street"], begins_m=round(leg["begins_m"], 1), length_m=round(leg["length_m"], 1),
        )
        for leg in patrol.legs
    ]  # fmt: skip
    features += [
        _feature(
            "Point", [place["lon"], place["lat"]], kind=place["kind"], ref=place["ref"], name=place["name"],
            shift=place["shift"], arrives=f"{place['arrives']:%H:%M}" if place["arrives"] else None,
        )
        for place in patrol.places
    ]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def _shifts(legs: Sequence[Mapping[str, Any]]) -> list[tuple[int, list[Mapping[str, Any]]]]:
    return [(shift, list(own)) for shift, own in groupby(legs, key=lambda leg: int(leg["shift"]))]


def _line(legs: Sequence[Mapping[str, Any]]) -> list[list[float]]:
    """Return the points of legs that follow one another, each once."""
    line: list[list[float]] = []
    for leg in legs:
        line += leg["line"][1:] if line else leg["line"]
    return line


def _feature(kind_of: str, coordinates: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind_of, "coordinates": coordinates}}


def _say(parent: ET.Element, name: str, said: str) -> None:
    ET.SubElement(parent, f"{{{GPX}}}{name}").text = "".join(letter for letter in said if letter.isprintable())


def _waypoint(root: ET.Element, at: tuple[float, float], *, name: str, kind: str, note: str) -> None:
    point = ET.SubElement(root, f"{{{GPX}}}wpt", {"lat": f"{at[1]:.7f}", "lon": f"{at[0]:.7f}"})
    _say(point, "name", name)
    if note:
        _say(point, "desc", note)
    _say(point, "type", kind)
