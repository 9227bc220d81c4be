import json
from pathlib import Path

import osmnx
import pytest
from sqlalchemy import Engine, text

from gis.database import session_of
from tests.conftest import RunWangge


@pytest.fixture(autouse=True)
def filled(engine: Engine) -> None:
    with session_of(engine) as session:
        session.execute(text((Path(__file__).parents[1] / "one_of_each.sql").read_text(encoding="utf-8")))


def test_reach_says_who_lives_within_a_walk(run_wangge: RunWangge) -> None:
    said = json.loads(
        run_wangge("reach", "--kind", "elderly_centre", "--radius", "400", "--minutes", "15", "--json").stdout
    )
    assert said["kind"] == "elderly_centre"
    # 15 minutes at 4 km/h
    assert [row["radius_m"] for row in said["radii"]] == [400, 1000]
    assert said["radii"][0]["people"] == 180
    assert said["radii"][0]["straight_line"] >= said["radii"][0]["reached"]
    assert [row["resource"] for row in said["by_resource"]] == ["R1"]
    assert {row["grid"] for row in said["by_grid"]} == {"110101001001001", "110101001001002", None}

    table = run_wangge("reach", "--kind", "elderly_centre", "--area", "110101001001").stdout
    assert "和平养老服务中心" in table


def test_what_reach_refuses(run_wangge: RunWangge) -> None:
    assert "there are: clinic, elderly_centre" in run_wangge("reach", "--kind", "cinema", expect=1).stderr
    assert "zero or more" in run_wangge("reach", "--kind", "clinic", "--radius", "-5", expect=1).stderr
    assert "There is no area 7" in run_wangge("reach", "--kind", "clinic", "--area", "7", expect=1).stderr


def test_unserved_people_are_listed_apart(run_wangge: RunWangge, tmp_path: Path) -> None:
    spots = json.loads(run_wangge("blind-spots", "--kind", "unserved", "--json").stdout)
    assert {spot["kind"] for spot in spots} == {"unserved"}
    assert sum(spot["people"] for spot in spots if spot["cut_off"]) == 30
    assert "服务半径外" in spots[0]["name"]
    file = tmp_path / "unserved.geojson"
    assert "unserved.geojson" in run_wangge("blind-spots", "--kind", "unserved", "--out", file).stdout
    assert len(json.loads(file.read_text(encoding="utf-8"))["features"]) == len(spots)
    assert "unserved" not in run_wangge("blind-spots", "--json").stdout
    assert "unknown" in run_wangge("blind-spots", "--kind", "cinema", expect=1).stderr


def test_the_network_is_shown(run_wangge: RunWangge) -> None:
    said = json.loads(run_wangge("network", "show", "--json").stdout)
    assert (said["streets"], said["edges"], said["components"]) == (2, 2, 2)
    assert "2 edges" in run_wangge("network", "build").stdout
    assert "路段 2 条" in run_wangge("network", "show", environment={"WANGGE_LANGUAGE": "zh"}).stdout


def test_the_network_leaves_for_other_programs(run_wangge: RunWangge, tmp_path: Path) -> None:
    run_wangge("network", "export", tmp_path / "network.graphml")
    graph = osmnx.load_graphml(tmp_path / "network.graphml")
    assert (len(graph.nodes), len(graph.edges)) == (4, 4)
    assert sum(length for _, _, length in graph.edges(data="length")) == pytest.approx(2 * (853.9 + 170.8), abs=1)
    assert ".gpkg or .graphml" in run_wangge("network", "export", tmp_path / "network.xlsx", expect=1).stderr
