import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.errors import InputError
from gis.parameters import DEFAULTS
from gis.plans.feasibility import feasibility, needs_of

PEOPLE = 1_270_000


def test_what_the_band_asks_for() -> None:
    needs = needs_of(PEOPLE, 0.5, DEFAULTS)
    assert (needs.grids_min, needs.grids_max, needs.workers_by_people) == (1059, 1587, 635)
    assert (needs.workers_by_grids_min, needs.funds_min) == (1854, 34_417_500)


def test_the_plan_s_own_contradictions(session: Session) -> None:
    found = feasibility(session, population=PEOPLE)
    assert (found.suburb_share, found.grids_counted, found.zones_of) == (0.5, 0, None)
    said = {item.key: item.but for item in found.contradictions}
    assert list(said) == [
        "grids_planned", "grids_today", "workers_by_people", "workers_by_grids", "funds", "pay", "funds_ratio",
    ]  # fmt: skip
    assert "1,059–1,587 个网格" in said["grids_planned"]["zh"]
    assert "127 grids would hold 10,000 each" in said["grids_today"]["en"]
    assert said["workers_by_people"]["en"] == "1,270,000 people need 635"
    assert "300–400 名" in said["workers_by_grids"]["zh"]
    assert "600–700 万元" in said["funds"]["zh"]
    assert said["pay"]["zh"] == "每人每年只有 1.8 万元"
    assert "城郊反高于中心" in said["funds_ratio"]["zh"]


def test_targets_that_agree(session: Session) -> None:
    found = feasibility(
        session,
        population=10_000,
        values={
            "grids_planned": 10, "grids_today": 6, "workers_planned": 18, "budget": 320_000, "worker_pay_min": 10_000,
            "grid_funds_centre": 36_000, "grid_funds_suburb": 30_000,
        },
    )  # fmt: skip
    assert found.contradictions == ()
    assert len(found.agreements) == 7
    assert next(item for item in found.values if item.name == "grids_planned").section == "8.1"


def test_people_that_no_number_of_grids_can_hold(session: Session) -> None:
    found = feasibility(session, population=700, values={"grids_planned": 1})
    assert "任何网格数都做不到" in found.contradictions[0].but["zh"]


def test_a_plan_s_own_grids_count_as_planned(session: Session) -> None:
    session.execute(text("INSERT INTO plan (id, name, created_by) VALUES (7, '空', 'test')"))
    found = feasibility(session, plan_id=7, population=2000)
    assert (found.plan, found.plan_name) == (7, "空")
    assert next(item for item in found.values if item.name == "grids_planned").value == 0


def test_what_makes_no_sense_is_refused(session: Session) -> None:
    with pytest.raises(InputError, match="no value 'grids' to set"):
        feasibility(session, population=1, values={"grids": 3})
    with pytest.raises(InputError, match="zero or more"):
        feasibility(session, population=1, values={"budget": -1})
    with pytest.raises(InputError, match="must not exceed"):
        feasibility(session, population=1, values={"grid_people_min": 1300})
    with pytest.raises(InputError, match="Nobody lives here"):
        feasibility(session)
