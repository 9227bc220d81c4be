"""A walk as stretches of one street: legs that follow one another along it are one, with one number on paper."""

from collections.abc import Mapping
from typing import Any

from gis.patrols.listing import KeptPatrol


def stretches(patrol: KeptPatrol) -> list[dict[str, Any]]:
    """Return the stretches in order: number, shift, street, kind, length_m, its line, and whether it begins a shift."""
    found: list[dict[str, Any]] = []
    for leg in patrol.legs:
        last = found[-1] if found else None
        if last is not None and _goes_on(last, leg):
            last["length_m"] += leg["length_m"]
            last["line"] = [*last["line"], *leg["line"][1:]]
            continue
        found.append(
            {name: leg[name] for name in ("shift", "street", "street_id", "kind", "length_m", "line")}
            | {"number": len(found) + 1, "first": last is None or last["shift"] != leg["shift"]}
        )
    return found


def _goes_on(last: Mapping[str, Any], leg: Mapping[str, Any]) -> bool:
    same = last["street"] == leg["street"] if leg["street"] else last["street_id"] == leg["street_id"]
    return bool(same and last["shift"] == leg["shift"] and last["kind"] == leg["kind"])
