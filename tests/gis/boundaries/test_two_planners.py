"""Two people in one draft, and what is left when a process dies in the middle."""

import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import shapely
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from gis.boundaries.collision import CollisionError, difference
from gis.boundaries.editing import edit, step_back, step_forward
from gis.database import session_of
from gis.errors import ConflictError, NotFoundError, WanggeError
from gis.plans import GridInput, create_plan, grids_of, plan_of, publish
from gis.viewer import LOCAL_OPERATOR, Viewer

OTHER = Viewer(name="王工", role="planner")
CHECKOUT = Path(__file__).parents[3]
TOMORROW = date.today() + timedelta(days=1)  # noqa: DTZ011
MIDDLE = {"a": [1, 1], "b": [3, 1], "c": [5, 1]}


@pytest.fixture
def draft(engine: Engine) -> int:
    """Six squares of side 2 in a row, with a node in the middle of every second border."""
    grids = []
    for number, code in enumerate("abcdef"):
        west, east = 2 * number, 2 * number + 2
        ring = [(west, 0), (east, 0), (east, 1), (east, 2), (west, 2), (west, 1)]
        ground = shapely.transform(shapely.MultiPolygon([shapely.Polygon(ring)]), lambda nodes: nodes / 1000)
        grids.append(GridInput(code=code, geom=ground))
    with session_of(engine) as session:
        return create_plan(session, name="draft", grids=grids, viewer=LOCAL_OPERATOR).id


def move(border: int, *, by: float = 0.2) -> dict[str, Any]:
    x = 2 * border / 1000
    return {"vertex": [x, 0.001], "to": [x + by / 1000, 0.001]}


@pytest.fixture
def do(engine: Engine, draft: int) -> Callable[..., Any]:
    def run(border: int, *, revision: int | None, viewer: Viewer = LOCAL_OPERATOR, by: float = 0.2) -> Any:
        with session_of(engine) as session:
            arguments = move(border, by=by)
            return edit(session, draft, operation="move_vertex", arguments=arguments, revision=revision, viewer=viewer)

    return run


def test_edits_of_other_grids_both_go_in(do: Any) -> None:
    assert do(1, revision=0).revision == 1
    second = do(4, revision=0, viewer=OTHER)
    assert second.revision == 2
    assert [grid.code for grid in second.changed] == ["a", "b", "d", "e"]


def test_the_second_to_save_sees_what_changed_and_by_whom(engine: Engine, draft: int, do: Any) -> None:
    do(1, revision=0, viewer=OTHER)
    with pytest.raises(CollisionError, match="changed meanwhile by 王工") as refused:
        do(2, revision=0)
    assert [grid.code for grid in refused.value.changed] == ["a", "b"]
    assert [(step.author, step.action) for step in refused.value.by] == [("王工", "move_vertex")]
    assert do(2, revision=refused.value.revision).revision == 2
    with session_of(engine) as session, pytest.raises(CollisionError):
        step_back(session, draft, revision=1)


def back(engine: Engine, draft: int, *, revision: int) -> None:
    with session_of(engine) as session:
        step_back(session, draft, revision=revision)


def test_whoever_shows_a_step_that_was_given_up_is_told_of_its_grids(engine: Engine, draft: int, do: Any) -> None:
    do(1, revision=0)
    back(engine, draft, revision=1)
    do(5, revision=0, viewer=OTHER)
    # the number 1 was given up: whoever still shows it is told, and not taken for up to date
    with pytest.raises(CollisionError) as refused:
        do(1, revision=1)
    assert refused.value.revision == 2
    assert [grid.code for grid in refused.value.changed] == ["a", "b", "e", "f"]


def test_on_a_step_that_was_given_up_other_grids_are_edited(engine: Engine, draft: int, do: Any) -> None:
    do(1, revision=0)
    back(engine, draft, revision=1)
    do(5, revision=0, viewer=OTHER)
    done = do(3, revision=1)
    assert done.revision == 3
    # what was given up is shown as it stands, with what the other did
    assert [grid.code for grid in done.changed] == ["a", "b", "c", "d", "e", "f"]


def test_what_gave_up_a_step_may_be_given_up_itself(engine: Engine, draft: int, do: Any) -> None:
    do(1, revision=0)
    do(2, revision=1)
    back(engine, draft, revision=2)
    do(3, revision=1)  # 3 gives up 2
    back(engine, draft, revision=3)
    back(engine, draft, revision=1)
    do(5, revision=0)  # 4 gives up 1 and 3
    with session_of(engine) as session:
        plan = plan_of(session, draft)
        assert difference(session, plan, 2).changed == {*"abc", *"ef"}
        assert difference(session, plan, 3).changed >= {*"ab", *"cd", *"ef"}
        assert difference(session, plan, 1).changed == {*"ab", *"ef"}
        assert difference(session, plan, 0).changed == {*"ef"}


def draw_at_random(session: Any, draft: int, chance: random.Random) -> tuple[str, dict[str, Any]]:
    """Move the middle of a border, or split a grid from north to south."""
    grid = chance.choice(grids_of(session, draft))
    west, _south, east, _north = grid.geom.bounds
    if chance.random() < 0.3:
        middle = (west + east) / 2
        return "split", {"grid": grid.code, "line": [[middle, -0.001], [middle, 0.003]]}
    nodes = [node for node in shapely.get_coordinates(grid.geom).tolist() if node[1] == 0.001]
    x, y = chance.choice(nodes or [[0.0, 0.0]])
    return "move_vertex", {"vertex": [x, y], "to": [x + chance.uniform(-2e-4, 2e-4), y]}


@pytest.mark.parametrize("seed", range(3))
def test_nothing_that_differs_is_left_out(session: Session, draft: int, *, seed: int) -> None:
    """Whatever was edited, undone and given up: of no revision that somebody may show is a difference missed."""
    chance = random.Random(seed)
    shown: dict[int, dict[str, bytes]] = {}
    for _turn in range(20):
        plan = plan_of(session, draft)
        shown[plan.revision] = {grid.code: grid.geom.wkb for grid in grids_of(session, draft)}
        for revision, before in shown.items():
            now = shown[plan.revision]
            differing = {code for code in before.keys() | now.keys() if before.get(code) != now.get(code)}
            found = difference(session, plan, revision)
            assert found.known
            assert found.codes >= differing, (revision, plan.revision)
        with suppress(WanggeError):
            if chance.random() < 0.4:
                step_back(session, draft)
            elif chance.random() < 0.2:
                step_forward(session, draft)
            else:
                operation, arguments = draw_at_random(session, draft, chance)
                edit(session, draft, operation=operation, arguments=arguments, viewer=LOCAL_OPERATOR)
    assert len(shown) > 8


def test_a_grid_that_only_a_given_up_step_had_is_gone(engine: Engine, draft: int, do: Any) -> None:
    with session_of(engine) as session:
        line = [[0.001, -0.001], [0.001, 0.003]]
        arguments = {"grid": "a", "line": line}
        split = edit(session, draft, operation="split", arguments=arguments, viewer=LOCAL_OPERATOR)
    (new,) = {grid.code for grid in split.changed} - {"a"}
    back(engine, draft, revision=1)
    do(5, revision=0, viewer=OTHER)
    done = do(3, revision=1)
    assert (done.removed, [grid.code for grid in done.changed]) == ([new], ["a", "c", "d", "e", "f"])


def test_of_a_step_that_sql_gave_up_nothing_is_known(engine: Engine, draft: int, do: Any) -> None:
    do(1, revision=0)
    back(engine, draft, revision=1)
    with session_of(engine) as session:
        session.execute(text("UPDATE plan_grid SET name = 'SQL' WHERE plan_id = :p AND code = 'f'"), {"p": draft})
    with pytest.raises(CollisionError) as refused:
        do(3, revision=1)
    assert len(refused.value.changed) == 6


def test_at_the_same_moment(engine: Engine, draft: int, do: Any) -> None:
    said: list[Any] = []

    def work(border: int) -> None:
        try:
            said.append(do(border, revision=0).revision)
        except WanggeError as error:
            said.append(type(error).__name__)

    threads = [threading.Thread(target=work, args=(border,)) for border in (1, 1, 3, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, said)) == ["1", "2", "3", "CollisionError"]
    with session_of(engine) as session:
        assert shapely.coverage_is_valid([grid.geom for grid in grids_of(session, draft)])


def test_gone_and_published_meanwhile(engine: Engine, draft: int, do: Any) -> None:
    with session_of(engine) as session:
        publish(session, draft, effective_from=TOMORROW, viewer=OTHER)
    with pytest.raises(ConflictError, match="published and never edited"):
        do(1, revision=0)
    with session_of(engine) as session:
        other = create_plan(session, name="x", grids=[], viewer=LOCAL_OPERATOR).id
        session.execute(text("DELETE FROM plan WHERE id = :id"), {"id": other})
    with session_of(engine) as session, pytest.raises(NotFoundError, match="There is no plan"):
        edit(session, other, operation="move_vertex", arguments=move(1), viewer=LOCAL_OPERATOR)


def test_published_twice_at_once(engine: Engine, draft: int) -> None:
    said: list[str] = []

    def work() -> None:
        try:
            with session_of(engine) as session:
                publish(session, draft, effective_from=TOMORROW, viewer=LOCAL_OPERATOR)
            said.append("published")
        except ConflictError as error:
            said.append(str(error))

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    won, lost = sorted(said, key=len)
    assert won == "published"
    assert "is published already" in lost


DYING = """
import sys
from datetime import date, timedelta
from gis.boundaries.editing import edit
from gis.database import open_engine, session_of
from gis.plans import publish
from gis.viewer import LOCAL_OPERATOR
with session_of(open_engine(sys.argv[1])) as session:
    if sys.argv[3] == "edit":
        edit(session, int(sys.argv[2]), operation="merge", arguments={"grids": ["a", "b"]}, viewer=LOCAL_OPERATOR)
    else:
        publish(session, int(sys.argv[2]), effective_from=date.today() + timedelta(days=1), viewer=LOCAL_OPERATOR)
    print("all is written, nothing is committed", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("work", ["edit", "publish"])
def test_killed_in_the_middle_the_plan_is_the_old_one(
    engine: Engine, draft: int, database_url: str, do: Any, work: str
) -> None:
    command = [sys.executable, "-c", DYING, database_url, str(draft), work]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=CHECKOUT) as dying:
        assert dying.stdout is not None
        assert dying.stdout.readline().startswith(b"all is written")
        dying.kill()
    _wait_for_its_backend(engine)
    with session_of(engine) as session:
        plan = plan_of(session, draft)
        assert (plan.state, plan.revision) == ("draft", 0)
        assert [grid.code for grid in grids_of(session, draft)] == list("abcdef")
    assert do(1, revision=0).revision == 1
    with session_of(engine) as session:
        assert publish(session, draft, effective_from=TOMORROW, viewer=LOCAL_OPERATOR).effective_from == TOMORROW


def test_a_backend_that_is_ended_in_the_middle(engine: Engine, draft: int, do: Any) -> None:
    def interrupted() -> None:
        with session_of(engine) as session:
            edit(session, draft, operation="merge", arguments={"grids": ["a", "b"]}, viewer=LOCAL_OPERATOR)
            backend = session.scalar(text("SELECT pg_backend_pid()"))
            with engine.connect() as other:
                other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": backend})

    with pytest.raises(WanggeError, match="went away"):
        interrupted()
    assert do(1, revision=0).revision == 1


def _wait_for_its_backend(engine: Engine) -> None:
    """Until the server has noticed that its client is gone."""
    question = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND xact_start IS NOT NULL"
    )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while connection.scalar(question) > 1:
            time.sleep(0.05)
