import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

from sqlalchemy import Engine, text

RunWangge = Callable[..., "CompletedProcess[str]"]


def test_positions_are_loaded_matched_shown_and_purged(run_wangge: RunWangge, engine: Engine, tmp_path: Path) -> None:
    with engine.begin() as connection:
        connection.execute(text((Path(__file__).parents[1] / "one_of_each.sql").read_text(encoding="utf-8")))
        connection.execute(text("DELETE FROM walk"))
    lines = [f"W0001,2026-03-02T01:{i // 6:02}:{i % 6}0Z,{116.0002 + i * 0.00012:.5f},40.00503" for i in range(24)]
    path = tmp_path / "p.csv"
    path.write_text("worker,time,lon,lat\n" + "\n".join([*lines, "W0001,2026-03-02T18:00:00Z,116.009,40.009"]))
    loaded = json.loads(run_wangge("load", "positions", path, "--json").stdout)
    assert (loaded["inserted"], loaded["refused"]) == (24, 0)
    assert json.loads(run_wangge("load", "positions", path, "--json").stdout)["inserted"] == 0
    shown = json.loads(
        run_wangge("patrol", "walked", "--grid", "110101001001001", "--since", "2026-03-01", "--json").stdout
    )
    (worker,) = shown["workers"]
    assert (worker["worker"], worker["days"], worker["enough_days"]) == ("W0001", 1, 0)
    (grid,) = shown["grids"]
    assert (grid["grid"], grid["streets"], grid["walked"]) == ("110101001001001", 1, 1)
    assert "网格员 0001" in run_wangge("patrol", "walked", "--since", "2026-03-01").stdout
    assert "24" in run_wangge("positions", "purge", "--days", "1").stdout
    again = json.loads(run_wangge("patrol", "walked", "--since", "2026-03-01", "--json").stdout)
    assert (worker["standing_share"], worker["longest_stand_min"]) == (0, 0)
    assert again["workers"] == [worker | {"standing_share": None, "longest_stand_min": None}]
    assert (again["waiting"], again["as_of"]) == (0, shown["as_of"])


def test_streets_nobody_walked_are_listed_as_a_kind_of_their_own(run_wangge: RunWangge, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text((Path(__file__).parents[1] / "one_of_each.sql").read_text(encoding="utf-8")))
        connection.execute(text("DELETE FROM walk"))
    east, west = json.loads(run_wangge("blind-spots", "--kind", "unwalked", "--json").stdout)
    assert (east["kind"], east["grid"], east["never"]) == ("unwalked", "110101001001002", 2)
    assert (west["grid"], west["never"]) == ("110101001001001", 1)
    assert "110101001001002" in run_wangge("blind-spots", "--kind", "unwalked").stdout
    kinds = {item["kind"] for item in json.loads(run_wangge("blind-spots", "--json").stdout)}
    assert "unwalked" not in kinds
