import re
import zlib
from pathlib import Path

import pytest
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from console.plan_files.fonts import find_font
from console.plan_files.frame import frame_for, round_scale
from console.plan_files.paper import path_of
from console.plan_files.writing import write_plan
from gis.errors import MissingError

ONE_OF_EACH = Path(__file__).parents[2] / "one_of_each.sql"


class Counting:
    def __init__(self) -> None:
        self.total, self.done = 0, 0

    def start(self, label: str, total: int | None = None) -> None:
        del label
        self.total = total or 0

    def advance(self, steps: int = 1) -> None:
        self.done += steps


def test_an_overview_and_a_page_per_community(session: Session, tmp_path: Path) -> None:
    session.execute(text(ONE_OF_EACH.read_text(encoding="utf-8")))
    progress, file = Counting(), tmp_path / "plan.pdf"
    written = write_plan(session, 1, file, progress=progress)
    # the eastern community has no grid
    assert (written.pages, progress.done, progress.total) == (2, 2, 2)
    assert written.notes == ("1 communities without a grid have no page",)
    raw = file.read_bytes()
    assert raw.count(b"/Type /Page\n") == 2
    assert re.search(rb"/FontFile[23] ", raw), "the font is in the file"
    assert re.search(rb"/MediaBox \[0 0 (595|841)", raw)
    streams = [
        zlib.decompress(part) for part in re.findall(rb"stream\n(.*?)\nendstream", raw, re.DOTALL) if part[:1] == b"x"
    ]
    drawn = b"\n".join(streams)
    assert drawn.count(b"B*") + drawn.count(b"f*") > 10
    assert b"Do" not in drawn.split(), "no picture: all is drawn"


def test_scales_are_round_and_large_enough() -> None:
    frame = frame_for((0, 0, 1000, 400), (28, 100, 568, 800))
    assert frame.scale == round_scale(frame.scale)
    west, south, east, north = frame.ground
    assert (west < 0, south < 0, east > 1000, north > 400) == (True,) * 4
    assert round_scale(2_501) == 3_000
    corner = frame.on_page(shapely.Point(frame.middle))
    assert (corner.x, corner.y) == (298, 450)
    assert frame.bar_m(longest=100) * frame.points_per_metre <= 100


def test_a_path_goes_along_shells_and_holes() -> None:
    ground = shapely.box(0, 0, 9, 9).difference(shapely.box(1, 1, 2, 2))
    assert path_of(ground).count(" h") == 2
    assert path_of([shapely.LineString([(0, 0), (1, 1)]), shapely.Polygon()]) == "0.00 0.00 m 1.00 1.00 l"


def test_a_machine_without_a_chinese_font_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="fonts-wqy-microhei"):
        find_font((tmp_path,))
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "wqy-microhei.ttc").touch()
    found = find_font((tmp_path,))
    assert (found.regular.name, found.bold.name, found.number) == ("wqy-microhei.ttc", "wqy-microhei.ttc", 0)
