"""The patrol of each grid of the plan in force: every street walked, every key place passed, from the worker's post."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from gis.blind_spots import refresh
from gis.errors import InputError
from gis.parameters import Parameters, load_parameters
from gis.patrols.ground import (
    PatrolGrid,
    plan_to_patrol,
    read_grids,
    read_incidents,
    read_places,
    read_street_facts,
)
from gis.patrols.keeping import write_patrols
from gis.patrols.patrol import Patrol, PatrolOptions, Window
from gis.progress import SILENT, Progress
from gis.viewer import Viewer
from routing.network import current_network
from routing.off_street import joined
from routing.patrol_legs import legs_of, places_passed
from routing.patrol_net import PatrolNet, patrol_net
from routing.patrol_places import Stop, repeated, stops_of
from routing.patrol_remarks import remarks_on_walk
from routing.patrol_streets import share_streets
from routing.patrol_walk import Asked, GridWalk, walk_grid
from routing.windows import Timed, in_time, remarks_on_hours

Ints = NDArray[np.int64]
PROOF_S = 2.0
"""Seconds at most for the proof of one grid whose streets are in several pieces, or need several shifts."""
SEARCH_S = 10.0
"""Seconds at most to look for better shifts of one grid; most need less than one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolRequest:
    """What is asked for; None: as the district's parameters say.

    Attributes:
        grids: Codes; None: all.
        hours: Length of a shift.
        speed_kmh: Of walking.
        frequency: How often streets of a class are walked in a round; the key "" stands for all others.
        begins: When a shift begins.
        windows: When resources may be passed, by their codes.
        seed: Of the search for shifts, and of the orders that are tried where places have windows.
    """

    grids: Sequence[str] | None = None
    hours: float | None = None
    speed_kmh: float | None = None
    frequency: Mapping[str, int] = field(default_factory=dict)
    begins: time | None = None
    windows: Mapping[str, Window] = field(default_factory=dict)
    seed: int = 0

    def options(self, parameters: Parameters) -> PatrolOptions:
        """Return the options with what the parameters say where nothing is said.

        Raises:
            InputError: a figure out of the range that makes sense.
        """
        hours = parameters.patrol_hours if self.hours is None else self.hours
        speed = parameters.patrol_speed if self.speed_kmh is None else self.speed_kmh
        if not 0 < hours <= 24:  # noqa: PLR2004 - a day
            raise InputError(f"A shift lasts more than 0 and at most 24 hours, not {hours:g}: change --hours.")
        if not 0 < speed <= 100:  # noqa: PLR2004 - a car
            raise InputError(f"A worker moves at more than 0 and at most 100 km/h, not {speed:g}: change --speed.")
        for name, count in self.frequency.items():
            if not 0 <= count <= 100:  # noqa: PLR2004
                raise InputError(f"Streets are walked 0 to 100 times in a round, not {count} ({name or 'all'}).")
        begin = parameters.patrol_begins
        begins = self.begins or time(int(begin) % 24, round(begin % 1 * 60) % 60)
        return PatrolOptions(
            hours=hours, speed_kmh=speed, frequency=dict(self.frequency), begins=begins, seed=self.seed,
            both_sides_from_m=parameters.patrol_both_sides_width, fair_detour=max(0.0, parameters.patrol_fair_detour),
            uneven=parameters.patrol_uneven,
        )  # fmt: skip


def plan_patrols(
    session: Session, viewer: Viewer, request: PatrolRequest, *, keep: bool = True, progress: Progress = SILENT
) -> list[Patrol]:
    """Return the patrols that are asked for, by the grid's code.

    Streets are shared among all grids of the plan, so that the patrols of all grids walk the whole network.

    Args:
        session: Committed by the caller; the network is built first where streets changed.
        viewer: Who asks: grids of the own area; written down as who made them.
        request: What is asked for.
        keep: Whether they are written to the record, in place of those of the same grids.
        progress: Told of each grid.

    Raises:
        InputError: no plan is in force, there are no streets, or an option makes no sense.
        NotFoundError: no such grid.
    """
    parameters = load_parameters(session)
    options = request.options(parameters)
    plan = plan_to_patrol(session)
    grids = read_grids(session, viewer, plan=plan, codes=request.grids)
    graph = current_network(session, progress=progress)
    if not len(graph.u):
        raise InputError("There are no streets to walk: load some first, as `wangge load streets FILE`.")
    progress.start("streets by grid", 1)
    ground = np.array([grid.geom for grid in grids])
    pieces = share_streets(graph, ground, border_m=parameters.patrol_border_distance)
    posts = graph.tie(np.array([(grid.lon, grid.lat) for grid in grids]))
    net = patrol_net(graph, pieces, posts)
    refresh(session, progress=progress, wait=True)
    incidents = read_incidents(session, days=parameters.patrol_repeat_days)
    places = read_places(session, plan=plan) + repeated(
        graph, incidents, times=parameters.patrol_repeats, within_m=parameters.patrol_repeat_distance
    )
    stops = stops_of(net, grids, places)
    times = _times(net, read_street_facts(session), options)
    progress.advance()
    work = _Work(
        net=net, times=times, options=options, request=request, plan=plan, author=viewer.name, progress=progress
    )
    asked = [number for number, grid in enumerate(grids) if grid.asked]
    progress.start("patrols", len(asked))
    patrols = []
    for number in asked:
        patrols.append(work.patrol(number, grids[number], stops[number]))
        progress.advance()
    if keep:
        write_patrols(session, patrols, plan=plan, author=viewer.name, options=options, whole=request.grids is None)
    return patrols


def _times(net: PatrolNet, facts: Mapping[int, tuple[str, float | None]], options: PatrolOptions) -> Ints:
    """Return how often each piece is walked in a round."""
    others = options.frequency.get("", 1)
    of_street: dict[int, int] = {}
    for street, (kind, width) in facts.items():
        sides = 2 if 0 < options.both_sides_from_m <= (width or 0.0) else 1
        of_street[street] = sides * options.frequency.get(kind, others)
    streets = net.graph.street_id[net.edge].tolist()
    return np.array([of_street.get(street, others) for street in streets], dtype=np.int64)


@dataclass(frozen=True, kw_only=True)
class _Work:
    net: PatrolNet
    times: Ints
    options: PatrolOptions
    request: PatrolRequest
    plan: int
    author: str
    progress: Progress

    def patrol(self, number: int, grid: PatrolGrid, stops: Sequence[Stop]) -> Patrol:
        """Return the patrol of one grid."""
        net, options = self.net, self.options
        own = net.grid == number
        times = np.where(own, self.times, 0)
        elsewhere = [stop for stop in stops if times[stop.piece] == 0]
        for stop in elsewhere:
            times[stop.piece] = 1
        start = int(net.post[number])
        net = joined(net, np.flatnonzero(times), start)
        ways = len(net.edge) - len(times)
        times, own = np.pad(times, (0, ways)), np.pad(own, (0, ways))
        asked = Asked(
            shift_mm=int(options.hours * options.speed_kmh * 1e6), seconds=PROOF_S, search_s=SEARCH_S,
            seed=options.seed, fair=options.fair_detour, progress=self.progress,
        )  # fmt: skip
        walk = walk_grid(net, times, start, asked)
        windows = {stop.place.ref: self.request.windows[stop.place.ref] for stop in stops
                   if stop.place.ref in self.request.windows}  # fmt: skip
        shifts = self._timed(net, walk, stops, windows)
        legs = [leg for shift, timed in enumerate(shifts, start=1) for leg in legs_of(net, timed.walk, own, shift)]
        passed = places_passed(net, shifts, stops, windows, options)
        shift_mm = [timed.walk.length_mm for timed in shifts]
        length_mm = sum(shift_mm)
        remarks = remarks_on_walk(net, grid, walk, has_streets=bool(own.any()), shift_mm=shift_mm, options=options)
        remarks += remarks_on_hours(walk, shifts, passed, options)
        lonlat = net.graph.zone.points_to_lonlat(net.xy[[start]])[0]
        return Patrol(
            grid=grid.code, name=grid.name, shape_id=grid.shape_id, network=int(net.graph.version or 0),
            worker=grid.worker, worker_name=grid.worker_name, post=(float(lonlat[0]), float(lonlat[1])),
            streets_m=float(net.length_mm[own].sum()) / 1e3, required_m=walk.required_mm / 1e3,
            length_m=length_mm / 1e3, bound_m=walk.bound_mm / 1e3,
            optimal=walk.optimal and length_mm == walk.length_mm,
            shift_m=[length / 1e3 for length in shift_mm],
            hours=length_mm / 1e6 / options.speed_kmh + sum(timed.table.waiting_h for timed in shifts),
            remarks=remarks, legs=legs, places=passed,
        )  # fmt: skip

    def _timed(
        self, net: PatrolNet, walk: GridWalk, stops: Sequence[Stop], windows: Mapping[str, Window]
    ) -> list[Timed]:
        """Return each shift with its timetable; a place with hours is minded by the shift that serves its street."""
        minded: dict[int, list[Stop]] = {}
        for stop in stops:
            if stop.place.ref not in windows:
                continue
            for number, shift in enumerate(walk.shifts):
                if (shift.pieces[shift.served] == stop.piece).any():
                    minded.setdefault(number, []).append(stop)
                    break
        return [
            in_time(net, shift, minded.get(number, ()), windows, self.options, seed=self.request.seed)
            for number, shift in enumerate(walk.shifts)
        ]
