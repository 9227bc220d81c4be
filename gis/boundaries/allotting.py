"""Who takes the grids that nobody holds: all of them shared out together, near and evenly."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from math import inf

import numpy as np
from numpy.typing import NDArray

MANY = 2
"""Grids of one worker up to which nobody complains: three or more are a complaint of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unheld:
    """A grid that nobody holds: its people, the keys of its community and subdistrict, and a place in it in metres."""

    code: str
    people: int
    community: int | None
    subdistrict: int | None
    place: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Helper:
    """A worker who could take grids.

    Attributes:
        grids: How many are held.
        people: How many live there.
        communities: Keys of the communities of the grids held, else of the post.
        subdistricts: Those of the communities.
        place: Amid the grids held, else the post, in metres; None: nobody knows.
    """

    code: str
    grids: int
    people: int
    communities: frozenset[int]
    subdistricts: frozenset[int]
    place: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Allotted:
    """Who takes a grid, and how many grids and people that worker has when all are shared out so."""

    worker: str
    grids: int
    people: int


def allot(unheld: Sequence[Unheld], helpers: Sequence[Helper], *, people_per_worker: float) -> dict[str, Allotted]:
    """Return by grid who takes it; nothing where there are no helpers.

    Nobody gets a third grid, or more people than a worker is due for, while another has room: a grid goes to those of
    its own community, the fewest people first; then to those of its subdistrict, the idle first; then to others, the
    idle first and the nearest. Where there is no room left at all, it is made grid by grid for everybody.

    Args:
        unheld: The grids.
        helpers: All workers of the plan.
        people_per_worker: How many people one worker is due for.
    """
    if not helpers:
        return {}
    hands = _Hands(helpers, unheld)
    # who has no room takes the largest first: small ones fit in later
    left = sorted(range(len(unheld)), key=lambda one: (unheld[one].community or 0, -unheld[one].people))
    for most, people in _rooms(people_per_worker, least=int(hands.grids.min()) + 1):
        for reach in range(_REACHES):
            left = [number for number in left if not hands.give(number, most=most, people=people, reach=reach)]
        if not left:
            return hands.shared_out()
    raise AssertionError  # room is made without end


_OWN, _SUBDISTRICT, _ALL = range(3)
_REACHES = 3


def _rooms(people_per_worker: float, *, least: int) -> Iterable[tuple[int, float]]:
    """Yield how many grids and how many people are room enough, ever more."""
    yield MANY, people_per_worker
    for most in count(max(MANY, least)):
        yield most, inf


class _Hands:
    """The workers, with what they were given so far."""

    def __init__(self, helpers: Sequence[Helper], unheld: Sequence[Unheld]) -> None:
        self._helpers, self._unheld = helpers, unheld
        self.grids = np.array([helper.grids for helper in helpers])
        self.people = np.array([helper.people for helper in helpers], dtype=np.float64)
        self._places = np.array([helper.place or (np.nan, np.nan) for helper in helpers])
        self._communities = _index(grid.community for grid in unheld)
        self._subdistricts = _index(grid.subdistrict for grid in unheld)
        self._own = _table([helper.communities for helper in helpers], self._communities)
        self._same = _table([helper.subdistricts for helper in helpers], self._subdistricts)
        self._names = np.array([helper.code for helper in helpers])
        self._given: dict[int, int] = {}

    def give(self, number: int, *, most: int, people: float, reach: int) -> bool:
        """Give a grid to the best of those in reach who have room; whether somebody had."""
        grid = self._unheld[number]
        room = (self.grids < most) & ((self.people + grid.people <= people) | (self.grids == 0))
        own = room & self._own[:, self._communities[grid.community]] & (grid.community is not None)
        same = room & self._same[:, self._subdistricts[grid.subdistrict]] & (grid.subdistrict is not None)
        for step, able in enumerate((own, same, room)[: reach + 1]):
            if able.any():
                self._take(number, self._best(np.flatnonzero(able), grid, step))
                return True
        return False

    def _best(self, able: NDArray[np.intp], grid: Unheld, step: int) -> int:
        far = np.hypot(*(self._places[able] - np.array(grid.place)).T)
        far = np.where(np.isnan(far), inf, far)
        people, grids = self.people[able], self.grids[able]
        keys = (far, grids, people) if step == _OWN else (far, people, grids) if step == _SUBDISTRICT else (far, grids)
        return int(able[np.lexsort((self._names[able], *keys))[0]])

    def _take(self, number: int, hand: int) -> None:
        grid = self._unheld[number]
        if not self.grids[hand]:  # where the first grid lies, more may follow
            self._own[hand, self._communities[grid.community]] = True
            self._same[hand, self._subdistricts[grid.subdistrict]] = True
            self._places[hand] = grid.place
        self.grids[hand] += 1
        self.people[hand] += grid.people
        self._given[number] = hand

    def shared_out(self) -> dict[str, Allotted]:
        """Return by grid who has it."""
        return {
            self._unheld[number].code: Allotted(self._helpers[hand].code, int(self.grids[hand]), int(self.people[hand]))
            for number, hand in sorted(self._given.items())
        }


def _index(keys: Iterable[int | None]) -> Mapping[int | None, int]:
    return {key: place for place, key in enumerate(dict.fromkeys(keys))}


def _table(sets: Sequence[frozenset[int]], index: Mapping[int | None, int]) -> NDArray[np.bool_]:
    """Which worker (row) works in which area (column)."""
    return np.array([[key in here for key in index] for here in sets], dtype=bool).reshape(len(sets), len(index))
