"""When a shift passes places that are open at certain hours: when it sets out, and where it waits for how long.

Source of the schedule: M. W. P. Savelsbergh, "The vehicle routing problem with time windows: minimizing route
duration", ORSA Journal on Computing 4 (1992): the shift goes as early as it can, and then sets out as much later as
takes only from its waiting.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

MOST_CHOICES = 64
"""So many choices of passes are tried, if there are not more; else each place's first that is early enough."""
EPSILON_H = 1e-9
A_STEP_M = 1e-3
"""Places nearer than this along the way are passed together."""


@dataclass(frozen=True, slots=True)
class Timetable:
    """When a shift sets out and where it waits.

    Attributes:
        sets_out_h: Hours since midnight.
        waits: Where on the way it waits, in metres, and how many hours.
    """

    sets_out_h: float
    waits: tuple[tuple[float, float], ...] = ()

    @property
    def waiting_h(self) -> float:
        """Hours waited on the way."""
        return sum(hours for _, hours in self.waits)

    def at(self, metres: float, speed_kmh: float, *, opens_h: float = 0.0) -> float:
        """Return the hours since midnight at which a place on the way is passed: when open, while there."""
        comes = self.sets_out_h + metres / 1e3 / speed_kmh
        comes += sum(hours for place, hours in self.waits if place < metres - A_STEP_M)
        goes = comes + sum(hours for place, hours in self.waits if abs(place - metres) <= A_STEP_M)
        return min(max(comes, opens_h), goes)


@dataclass(frozen=True, slots=True)
class Visit:
    """A place that is open at certain hours: when it opens and closes, and where on the way it is passed, in metres."""

    opens_h: float
    closes_h: float
    passes_m: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Shift:
    """Hours between which a shift is out, how quick it is, and how long its way is, in metres."""

    begins_h: float
    ends_h: float
    speed_kmh: float
    length_m: float


@dataclass(frozen=True, slots=True)
class Score:
    """How well a shift passes its places; the least is the best.

    Attributes:
        missed: Places out of their hours.
        late_h: By how much, together.
        besides_h: Hours waited, and walked besides.
    """

    missed: int
    late_h: float
    besides_h: float

    @property
    def key(self) -> tuple[int, float, float]:
        """What scores are compared by."""
        return self.missed, round(self.late_h, 6), round(self.besides_h, 6)


def timetable(visits: Sequence[Visit], shift: Shift) -> tuple[Timetable, Score]:
    """Return when a shift sets out and waits so that it passes as many places in their hours as it can."""
    whole = _kept(visits, shift)
    if whole is not None:
        return whole, Score(0, 0.0, whole.waiting_h)
    held: list[Visit] = []
    best = Timetable(shift.begins_h)
    for visit in sorted(visits, key=lambda visit: visit.closes_h):
        found = _kept([*held, visit], shift)
        if found is not None:
            held.append(visit)
            best = found
    late = [_late(visit, best, shift) for visit in visits]
    return best, Score(sum(hours > EPSILON_H for hours in late), sum(late), best.waiting_h)


def _kept(visits: Sequence[Visit], shift: Shift) -> Timetable | None:
    """Return the timetable that passes all places in their hours with the least waiting, early; None: there is none."""
    count = 1
    for visit in visits:
        count *= len(visit.passes_m)
    if count == 0:
        return None
    choices = product(*(visit.passes_m for visit in visits)) if count <= MOST_CHOICES else [_early(visits, shift)]
    found = [one for passes in choices if (one := _of(visits, passes, shift)) is not None]
    return min(found, key=lambda one: (round(one.waiting_h, 6), one.sets_out_h), default=None)


def _early(visits: Sequence[Visit], shift: Shift) -> tuple[float, ...]:
    """Return, of each place, the last pass before it closes, were nobody to wait."""
    chosen = []
    for visit in visits:
        most = (visit.closes_h - shift.begins_h) * shift.speed_kmh * 1e3
        chosen.append(max((at for at in visit.passes_m if at <= most), default=min(visit.passes_m)))
    return tuple(chosen)


def _of(visits: Sequence[Visit], passes_m: tuple[float, ...], shift: Shift) -> Timetable | None:
    """Return the timetable for one pass of each place; None: some close too early, or the shift ends."""
    now, last, waited = shift.begins_h, 0.0, 0.0
    waits: list[tuple[float, float]] = []
    slack = shift.ends_h - shift.begins_h
    for at, visit in sorted(zip(passes_m, visits, strict=True), key=lambda item: item[0]):
        now += (at - last) / 1e3 / shift.speed_kmh
        last = at
        if now > visit.closes_h + EPSILON_H:
            return None
        if now < visit.opens_h:
            waits.append((at, visit.opens_h - now))
            waited += visit.opens_h - now
            now = visit.opens_h
        slack = min(slack, visit.closes_h - now + waited)
    now += (shift.length_m - last) / 1e3 / shift.speed_kmh
    if waited and now > shift.ends_h + EPSILON_H:
        return None
    later = min(max(0.0, slack), waited)
    left = later
    kept: list[tuple[float, float]] = []
    for place, hours in waits:
        less = min(left, hours)
        left -= less
        if hours - less > EPSILON_H:
            kept.append((place, hours - less))
    return Timetable(shift.begins_h + later, tuple(kept))


def _late(visit: Visit, table: Timetable, shift: Shift) -> float:
    """Return by how many hours a place is passed out of its hours, at the best of its passes."""
    at = [table.at(metres, shift.speed_kmh, opens_h=visit.opens_h) for metres in visit.passes_m]
    late = [max(0.0, visit.opens_h - hours, hours - visit.closes_h) for hours in at]
    return min((hours if hours > EPSILON_H else 0.0 for hours in late), default=shift.ends_h - shift.begins_h)
