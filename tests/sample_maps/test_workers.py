from typing import Any

import pandas as pd
import pytest
import shapely


@pytest.fixture(scope="module")
def workers(district: Any) -> pd.DataFrame:
    table = district.table("workers.csv")
    return table.assign(held=table.grids.str.split(";"))


def test_there_are_31_and_one_head_for_each_subdistrict(workers: pd.DataFrame) -> None:
    assert len(workers) == 31
    assert workers.role.value_counts().to_dict() == {"worker": 28, "head": 3}


def test_many_hold_two_or_three_grids_and_every_worker_his_own(workers: pd.DataFrame) -> None:
    own = workers[workers.role == "worker"].held
    assert own.str.len().between(2, 3).mean() > 0.5
    assert own.str.len().max() <= 5
    assert own.explode().is_unique


def test_three_grids_have_nobody_and_heads_hold_none_alone(workers: pd.DataFrame, district: Any) -> None:
    held = set(workers[workers.role == "worker"].held.explode())
    assert len(set(district.grids.CODE) - held) == 3
    assert set(workers.held.explode()) == held


def test_a_post_stands_in_one_of_his_grids(workers: pd.DataFrame, district: Any) -> None:
    grids = district.grids.set_index("CODE").geometry
    for worker in workers.itertuples():
        post = shapely.Point(worker.post_lon, worker.post_lat)
        assert any(grids[code].contains(post) for code in worker.held)


def test_nobody_bears_a_person_s_name(workers: pd.DataFrame) -> None:
    assert workers.name.str.fullmatch(r"网格[员长] \d{4}").all()
