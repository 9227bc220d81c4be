from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.p_center import p_center

LINE = np.abs(np.arange(7.0)[:, None] - np.arange(7.0)[None, :])


def test_one_site_of_a_line_stands_in_its_middle() -> None:
    found = p_center(LINE, p=1)
    assert (found.sites.tolist(), found.worst, found.bound, found.optimal) == ([3], 3, 3, True)


def test_sites_that_stand_are_counted() -> None:
    assert p_center(LINE, p=1, standing=np.array([0])).worst == 2


def test_no_more_sites_are_opened_than_help() -> None:
    found = p_center(np.zeros((3, 4)), p=3)
    assert found.worst == 0
    assert len(found.sites) <= 3


@pytest.mark.parametrize(("way", "p", "said"), [(LINE, 0, "cannot be chosen"), (LINE + np.inf, 1, "finite")])
def test_what_cannot_be_is_refused(way: np.ndarray, p: int, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        p_center(way, p=p)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 9999), st.integers(2, 8), st.integers(1, 3), st.booleans())
def test_small_cases_equal_brute_force(seed: int, sites: int, p: int, stands: bool) -> None:  # noqa: FBT001
    way = np.random.default_rng(seed).integers(0, 40, (9, sites)).astype(float)
    held = [0] if stands else []
    p = min(p, sites)
    least = min(way[:, [*held, *chosen]].min(axis=1).max() for chosen in combinations(range(sites), p))
    found = p_center(way, p=p, standing=np.array(held, dtype=np.int64))
    assert (found.worst, found.bound, found.optimal) == (least, least, True)
    assert way[:, [*held, *found.sites]].min(axis=1).max() == least
