import numpy as np
import pytest

from sample_maps.partition import Pieces, divide, pieces_of


def chain(weights: list[float]) -> Pieces:
    """Return pieces in a row, each the neighbour of the next."""
    n = len(weights)
    xy = np.column_stack([np.arange(n, dtype=float), np.zeros(n)])
    return pieces_of(np.array(weights, dtype=float), xy, np.arange(n - 1), np.arange(1, n), np.ones(n - 1))


def board(columns: int, rows: int, seed: int) -> Pieces:
    rng = np.random.default_rng(seed)
    number = np.arange(columns * rows).reshape(rows, columns)
    left = np.concatenate([number[:, :-1].ravel(), number[:-1].ravel()])
    right = np.concatenate([number[:, 1:].ravel(), number[1:].ravel()])
    xy = np.column_stack([number.ravel() % columns, number.ravel() // columns]).astype(float)
    return pieces_of(rng.uniform(50, 500, columns * rows), xy, left, right, np.ones(len(left)))


def hangs_together(pieces: Pieces, members: list[int]) -> bool:
    seen, fresh = set(), {members[0]}
    while fresh:
        seen |= fresh
        fresh = {j for i in fresh for j in pieces.border[i] if j in members} - seen
    return len(seen) == len(members)


def test_a_row_of_equal_pieces_falls_into_equal_runs() -> None:
    part = divide(chain([1] * 6), [2, 2, 2])
    assert sorted(np.bincount(part).tolist()) == [2, 2, 2]
    assert (np.diff(part) != 0).sum() == 2


def test_weights_decide_and_not_the_number_of_pieces() -> None:
    part = divide(chain([4, 1, 1, 1, 1]), [4, 4])
    assert part[0] not in part[1:]


@pytest.mark.parametrize("seed", range(5))
def test_parts_of_a_board_hang_together_and_come_near_their_targets(seed: int) -> None:
    pieces = board(8, 7, seed)
    targets = [sum(pieces.weight) * share for share in (0.3, 0.2, 0.2, 0.15, 0.15)]
    part = divide(pieces, targets)

    assert part.min() == 0
    assert part.max() == 4
    for number in range(5):
        assert hangs_together(pieces, np.flatnonzero(part == number).tolist())
    weights = sorted(np.bincount(part, pieces.weight))
    assert weights == pytest.approx(sorted(targets), rel=0.2)


def test_ground_apart_from_the_rest_is_a_part_of_its_own() -> None:
    n = 4
    xy = np.column_stack([np.arange(n, dtype=float), np.zeros(n)])
    pieces = pieces_of(np.array([5.0, 5.0, 5.0, 1.0]), xy, np.array([0, 1]), np.array([1, 2]), np.ones(2))
    part = divide(pieces, [15.0])
    assert len({part[0], part[1], part[2]}) == 1
    assert part[3] != part[0]


def test_pieces_without_weight_are_divided_as_well() -> None:
    part = divide(chain([0, 0, 3, 3, 0]), [3, 3])
    assert (part >= 0).all()
    assert part[2] != part[3]
