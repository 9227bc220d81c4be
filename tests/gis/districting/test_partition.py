import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.districting.partition import first_partition, partition
from gis.districting.units import Units, compactness, count_pieces


def chessboard(columns: int, rows: int, *, people: list[int] | None = None) -> Units:
    """Squares of 100 m, numbered along the rows."""
    count = columns * rows
    east = [
        (row * columns + column, row * columns + column + 1) for row in range(rows) for column in range(columns - 1)
    ]
    north = [
        (row * columns + column, (row + 1) * columns + column) for row in range(rows - 1) for column in range(columns)
    ]
    borders = np.array(east + north).reshape(-1, 2)
    sides = np.bincount(borders.ravel(), minlength=count)
    return Units.from_borders(
        borders,
        border_m=np.full(len(borders), 100.0),
        outer_m=(4 - sides) * 100.0,
        area_m2=np.full(count, 10_000.0),
        people=np.array(people if people is not None else [10] * count),
    )


def test_compactness_of_a_square_is_a_quarter_of_pi() -> None:
    assert compactness(chessboard(2, 2), np.zeros(4, dtype=np.int64)) == pytest.approx([np.pi / 4])


def test_pieces_are_counted() -> None:
    assert count_pieces(chessboard(3, 1), np.array([0, 1, 0])).tolist() == [2, 1]


def test_a_border_named_twice_counts_with_both_lengths() -> None:
    units = Units.from_borders(
        [(0, 1), (1, 0)],
        border_m=np.array([3.0, 4.0]),
        outer_m=np.zeros(2),
        area_m2=np.ones(2),
        people=np.ones(2, dtype=np.int64),
    )
    assert units.border_m.tolist() == [7.0, 7.0]


def test_a_border_with_a_unit_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="not there"):
        Units.from_borders([(0, 2)], border_m=np.ones(1), outer_m=np.ones(2), area_m2=np.ones(2), people=np.ones(2))


def test_four_quarters_of_a_square_are_found() -> None:
    units = chessboard(8, 8)
    part = partition(units, parts=4, least=120, most=200, seed=3)
    assert compactness(units, part).mean() > 0.75


def test_refinement_never_loses_compactness_on_average() -> None:
    units = chessboard(30, 30)
    refined = compactness(units, partition(units, parts=9, least=800, most=1200, seed=1)).mean()
    assert refined >= compactness(units, first_partition(units, parts=9, seed=1)).mean()


def test_more_parts_than_units_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot make"):
        partition(chessboard(2, 1), parts=3, least=1, most=20)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_every_part_is_whole_and_every_unit_belongs_to_one(data: st.DataObject) -> None:
    columns, rows = data.draw(st.integers(3, 12)), data.draw(st.integers(3, 12))
    count = columns * rows
    people = data.draw(st.lists(st.integers(0, 60), min_size=count, max_size=count))
    parts = data.draw(st.integers(1, 5))
    units = chessboard(columns, rows, people=people)
    seed = data.draw(st.integers(0, 99))
    mean = sum(people) / parts
    part = partition(units, parts=parts, least=0.8 * mean, most=1.2 * mean, seed=seed, steps_per_unit=50)
    assert part.shape == (count,)
    assert part.min() >= 0
    assert part.max() < parts
    assert (count_pieces(units, part) <= 1).all()
    again = partition(units, parts=parts, least=0.8 * mean, most=1.2 * mean, seed=seed, steps_per_unit=50)
    assert (part == again).all()
