import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.timetable import Score, Shift, Timetable, Visit, timetable

SHIFT = Shift(begins_h=8.0, ends_h=14.0, speed_kmh=4.0, length_m=8_000)
"""Two hours of walking in a shift of six."""


def test_without_hours_to_keep_the_shift_sets_out_at_once() -> None:
    assert timetable([], SHIFT) == (Timetable(8.0), Score(0, 0.0, 0.0))


def test_one_place_that_opens_later_is_met_by_setting_out_later() -> None:
    table, score = timetable([Visit(10.0, 10.5, (4_000,))], SHIFT)
    assert (table, score.missed) == (Timetable(9.0), 0)
    assert table.at(4_000, 4.0) == 10.0


def test_between_two_places_the_shift_waits_no_longer_than_it_must() -> None:
    table, score = timetable([Visit(8.25, 9.0, (2_000,)), Visit(11.0, 11.5, (4_000,))], SHIFT)
    assert table == Timetable(8.5, ((4_000, 1.5),))
    assert (score.missed, score.besides_h) == (0, 1.5)
    assert table.at(2_000, 4.0) == 9.0
    assert table.at(4_000, 4.0, opens_h=11.0) == 11.0
    assert table.at(8_000, 4.0) == 12.0


def test_the_pass_that_is_open_is_taken() -> None:
    table, score = timetable([Visit(9.4, 9.6, (1_000, 6_000))], SHIFT)
    assert (table, score.missed) == (Timetable(8.0), 0)


def test_what_cannot_be_met_is_missed_and_costs_the_others_nothing() -> None:
    table, score = timetable([Visit(5.0, 6.0, (1_000,)), Visit(9.0, 9.0, (4_000,)), Visit(19.0, 20.0, (1_000,))], SHIFT)
    assert table.at(4_000, 4.0) == 9.0
    assert score.missed == 2


def test_nobody_waits_beyond_the_end_of_the_shift() -> None:
    table, score = timetable([Visit(13.5, 13.9, (4_000,))], SHIFT)
    assert (table, score.missed) == (Timetable(8.0), 1)
    assert score.late_h == pytest.approx(4.5)


@given(st.lists(st.tuples(st.floats(8, 13), st.floats(0, 2), st.lists(st.floats(0, 8_000), min_size=1, max_size=3)),
                max_size=4))  # fmt: skip
def test_what_is_kept_is_passed_in_its_hours_and_the_shift_ends_in_time(
    said: list[tuple[float, float, list[float]]],
) -> None:
    visits = [Visit(opens, opens + width, tuple(passes)) for opens, width, passes in said]
    table, score = timetable(visits, SHIFT)
    met = [
        any(
            visit.opens_h - 1e-6 <= table.at(at, 4.0, opens_h=visit.opens_h) <= visit.closes_h + 1e-6
            for at in visit.passes_m
        )
        for visit in visits
    ]
    assert len(visits) - sum(met) <= score.missed
    assert table.sets_out_h >= 8.0
    assert table.at(8_000, 4.0, opens_h=24.0) <= 14.0 + 1e-6
    assert all(hours > 0 for _, hours in table.waits)
