"""The best of all possible grids, where units are few."""

from itertools import product

import numpy as np
import pytest

from gis.districting.exact import best_partition
from gis.districting.levels import pieces_of
from gis.districting.partition import Wishes
from gis.districting.subsets import possible_parts
from gis.districting.units import Ints, Units, count_pieces
from gis.districting.worth import worth
from tests.gis.districting.test_partition import chessboard

NOBODY = np.zeros((6, 0))


def test_every_connected_set_in_the_band_is_found_once() -> None:
    units = chessboard(3, 2, people=[1, 2, 3, 4, 5, 6])
    found = possible_parts(units, least=7, most=9, at_most=100)
    assert found is not None
    wanted = set()
    for chosen in product([False, True], repeat=6):
        held = units.people[np.array(chosen)].sum()
        label = np.where(chosen, 0, np.arange(1, 7))
        if 7 <= held <= 9 and len(np.unique(pieces_of(units, label)[np.array(chosen)])) == 1:
            wanted.add(chosen)
    assert {tuple(row) for row in found.tolist()} == wanted
    assert len(found) == len(wanted)


def test_too_many_sets_are_not_gone_through() -> None:
    assert possible_parts(chessboard(6, 6), least=50, most=100, at_most=10) is None
    # nobody lives there: the search itself would never end
    assert possible_parts(chessboard(9, 9, people=[0] * 81), least=1, most=10, at_most=10) is None


@pytest.mark.parametrize("stay", [0.0, 3.0])
def test_the_best_partition_is_the_best_of_all(stay: float) -> None:
    units = chessboard(3, 2, people=[5, 3, 4, 4, 4, 4])
    home = np.array([[5.0, 0], [0, 3], [0, 4], [4, 0], [0, 4], [0, 4]])
    found = best_partition(units, home, numbers=[3, 2], least=11, most=13, wishes=Wishes(compact=1.0, stay=stay))
    assert found is not None

    def value(part: Ints) -> float:
        at_home = [home[part == 0].sum(axis=0), home[part == 1].sum(axis=0)]
        staying = max(at_home[0][0] + at_home[1][1], at_home[0][1] + at_home[1][0])
        return worth(units, part, parts=2, least=11, most=13, wishes=Wishes()) + stay * float(staying) / 12

    possible = [
        np.array([0, *rest])
        for rest in product([0, 1], repeat=5)
        if sum(rest) > 0 and 11 <= units.people[np.array([0, *rest]) == 0].sum() <= 13
    ]
    whole = [part for part in possible if (count_pieces(units, part) == 1).all()]
    assert value(np.unique(found, return_inverse=True)[1]) == pytest.approx(max(value(part) for part in whole))


def test_what_cannot_be_divided_into_the_band_is_said() -> None:
    units: Units = chessboard(3, 2, people=[7, 7, 7, 7, 7, 7])
    assert best_partition(units, NOBODY, numbers=[3, 4], least=15, most=20, wishes=Wishes()) is None
