"""What a walk looks like on the ground: its legs in order, and when it passes the key places."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from gis.patrols.patrol import OFF_STREET, Leg, PassedPlace, PatrolOptions, Window
from routing.patrol_net import PatrolNet
from routing.patrol_places import Stop
from routing.patrol_walk import Walk
from routing.windows import Timed


def legs_of(net: PatrolNet, walk: Walk, own: NDArray[np.bool_], shift: int) -> list[Leg]:
    """Return the legs of one shift; `own` (k,) says which pieces are the grid's streets."""
    begins = np.concatenate([[0], np.cumsum(net.length_mm[walk.pieces])]) / 1e3
    legs = []
    for step, (piece, back, served) in enumerate(
        zip(walk.pieces.tolist(), walk.back.tolist(), walk.served.tolist(), strict=True)
    ):
        edge, street = OFF_STREET, 0
        if net.on_street[piece]:
            edge = int(net.edge[piece])
            street = int(net.graph.street_id[edge])
        kind = "way" if not own[piece] else "walk" if served else "again"
        leg = Leg(
            shift=shift, number=step + 1, kind=kind, street=street, edge=edge,
            from_m=float(net.from_m[piece]), to_m=float(net.to_m[piece]), begins_m=float(begins[step]),
            length_m=float(begins[step + 1] - begins[step]), line=net.line(piece, back=back),
        )  # fmt: skip
        legs.append(leg)
    return legs


def places_passed(
    net: PatrolNet, shifts: Sequence[Timed], stops: Sequence[Stop], windows: Mapping[str, Window],
    options: PatrolOptions,
) -> list[PassedPlace]:  # fmt: skip
    """Return when each place is passed: in its window where that can be, else for the first time."""
    passed = []
    for stop in stops:
        best: PassedPlace | None = None
        window = windows.get(stop.place.ref)
        opens_h = window.opens_h if window else 0.0
        for number, shift in enumerate(shifts, start=1):
            walk = shift.walk
            begins = np.concatenate([[0], np.cumsum(net.length_mm[walk.pieces])]) / 1e3
            for step in np.flatnonzero(walk.pieces == stop.piece):
                length = float(net.length_mm[stop.piece]) / 1e3
                along = length - stop.along_m if walk.back[step] else stop.along_m
                at = float(begins[step]) + min(max(0.0, along), length)
                found = PassedPlace.at(stop.place, shift=number, begins_m=at, off_m=stop.off_m, window=window,
                                       arrives_h=shift.table.at(at, options.speed_kmh, opens_h=opens_h))  # fmt: skip
                if best is None or (best.in_time is False and found.in_time):
                    best = found
        if best is not None:
            passed.append(best)
    return sorted(passed, key=lambda place: (place.shift, place.begins_m))
