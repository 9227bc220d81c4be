from sqlalchemy import text
from sqlalchemy.orm import Session

from console.jobs.kinds.reach import run
from gis.progress import SILENT
from gis.settings import Settings
from gis.viewer import LOCAL_OPERATOR
from tests.routing.conftest import draw_river


def test_the_job_keeps_reach_and_says_what_came_of_it(session: Session) -> None:
    draw_river(session)
    report = run(session, arguments={}, viewer=LOCAL_OPERATOR, progress=SILENT, settings=Settings())
    assert (report["renewed"], report["areas"], report["misplaced"]) == (True, 3, 0)
    again = run(session, arguments={}, viewer=LOCAL_OPERATOR, progress=SILENT, settings=Settings())
    assert (again["renewed"], again["network"]) == (False, report["network"])
    assert session.scalar(text("SELECT count(*) FROM reach")) == 3
