import numpy as np

from sample_maps.people import to_total


def test_shares_are_rounded_to_the_exact_total() -> None:
    whole = to_total(np.array([1.0, 1.0, 1.0]), 100)
    assert whole.sum() == 100
    assert sorted(whole.tolist()) == [33, 33, 34]


def test_nothing_stays_nothing() -> None:
    assert to_total(np.array([0.0, 2.0, 2.0]), 7).tolist()[0] == 0
