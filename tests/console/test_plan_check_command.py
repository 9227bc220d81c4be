import json
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from gis.boundaries.editing import edit
from gis.database import session_of
from gis.plans import make_draft
from gis.viewer import LOCAL_OPERATOR

ONE, TWO = "110101001001001", "110101001001002"


def test_checked_undone_and_done_again(run_wangge: Any, engine: Engine) -> None:
    with session_of(engine) as session:
        session.execute(text((Path(__file__).parents[1] / "one_of_each.sql").read_text(encoding="utf-8")))
        draft = make_draft(session, 1, name="秋季", viewer=LOCAL_OPERATOR).id
        edit(session, draft, operation="recode", arguments={"grid": ONE, "code": "x"}, viewer=LOCAL_OPERATOR)
    found = json.loads(run_wangge("plan", "check", "秋季", "--json").stdout)
    assert {"key", "kind", "severity", "grids", "people", "area_m2", "bbox", "centroid", "text", "mend"} == set(
        found[0]
    )
    kinds = {one["kind"]: one for one in found}
    assert kinds["code"]["mend"]["operation"] == "recode"
    assert (kinds["overlap"]["severity"], kinds["overlap"]["grids"]) == ("error", [TWO, "x"])
    # whoever held it holds it under its new code
    assert kinds["no_worker"]["grids"] == [TWO]
    assert "code not in order 1" in run_wangge("plan", "check", "秋季").stdout
    undone = json.loads(run_wangge("plan", "undo", "秋季", "--json").stdout)
    assert (undone["revision"], undone["removed"]) == (0, ["x"])
    assert [(grid["code"], grid["worker"]) for grid in undone["changed"]] == [(ONE, "网格员 0001")]
    assert "第 1 版" in run_wangge("plan", "redo", "秋季").stdout
    assert "nothing to redo" in run_wangge("plan", "redo", "秋季", expect=1).stderr
    assert json.loads(run_wangge("plan", "check", "current", "--kept", "--json").stdout) == []
