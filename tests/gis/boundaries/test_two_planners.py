"""Two people in one draft, and what is left when a process dies in the middle."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import shapely
from sqlalchemy import Engine, text

from gis.boundaries.collision import CollisionError
from gis.boundaries.editing import edit, step_back
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


def test_a_step_that_was_given_up_is_known_to_be_gone(engine: Engine, draft: int, do: Any) -> None:
    do(1, revision=0)
    with session_of(engine) as session:
        step_back(session, draft, revision=1)
    do(5, revision=0, viewer=OTHER)
    # the number 1 was given up: whoever still shows it is told, and not taken for up to date
    with pytest.raises(CollisionError) as refused:
        do(1, revision=1)
    assert (refused.value.revision, len(refused.value.changed)) == (2, 6)


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
