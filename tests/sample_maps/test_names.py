import numpy as np
import pytest

from sample_maps.names import Names


def names(seed: int = 0) -> Names:
    return Names(np.random.default_rng(seed))


def test_no_name_is_given_twice_within_a_kind() -> None:
    given = names()
    communities = [given.community() for _ in range(130)]
    estates = [given.estate("tower") for _ in range(500)]
    assert len(set(communities)) == 130
    assert len(set(estates)) == 500
    assert "阳光花园" not in estates


def test_the_seed_decides() -> None:
    assert names(1).community() == names(1).community()
    assert [names(1).road("tertiary") for _ in range(2)] != [names(2).road("tertiary") for _ in range(2)]


def test_lanes_bear_no_name() -> None:
    assert names().road("service") == names().road("footway") == ""


def test_when_the_words_are_used_up_it_says_so() -> None:
    given = names()
    for _ in range(20):
        given.subdistrict()
    with pytest.raises(IndexError, match="words"):
        given.subdistrict()
