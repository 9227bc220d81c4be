import xml.etree.ElementTree as ET

import pytest
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from console.community.print_map import HEIGHT, WIDTH, print_map
from gis.community_ground import CommunityGround, GridGround, community_ground
from gis.errors import NotFoundError
from gis.viewer import LOCAL_OPERATOR


def ground(**more: object) -> CommunityGround:
    outline = shapely.from_wkt("MULTIPOLYGON(((116 30, 116.01 30, 116.01 30.01, 116 30.01, 116 30)))")
    grid = GridGround(code="990106001001007", people=912, geom=outline)
    facts = {
        "outline": outline,
        "grids": [grid],
        "covered": [],
        "uncovered": [],
        "streets": [],
        "water": [],
        "greens": [],
    }
    return CommunityGround(**{**facts, "greens": [], **more})  # type: ignore[arg-type]


def test_grid_is_written_with_number_and_people() -> None:
    words = [item.text for item in ET.fromstring(print_map(ground())).iter() if item.tag.endswith("text")]
    assert "007" in words
    assert "912" in words
    assert "200 m" in words


def test_everything_lies_on_the_paper() -> None:
    root = ET.fromstring(print_map(ground()))
    path = next(item.get("d", "") for item in root.iter() if item.get("stroke-width") == "1.8")
    numbers = [float(part) for part in path.replace("M", " ").replace("L", " ").replace("Z", " ").split()]
    xs, ys = numbers[::2], numbers[1::2]
    assert 0 <= min(xs) < max(xs) <= WIDTH
    assert 0 <= min(ys) < max(ys) <= HEIGHT
    # a thousandth of a degree is as high as it is wide, but for the latitude
    assert (max(xs) - min(xs)) / (max(ys) - min(ys)) == pytest.approx(0.866, abs=0.002)


def test_names_are_escaped_and_lines_without_ground_do_no_harm() -> None:
    line = shapely.from_wkt("MULTILINESTRING((116 30.005, 116.01 30.005))")
    drawn = print_map(
        ground(streets=[(line, "primary", "<b>&路")], water=[line], greens=[shapely.from_wkt("POINT EMPTY")])
    )
    assert "&lt;b&gt;&amp;路" in drawn
    ET.fromstring(drawn)


def test_ground_of_a_community_from_the_record(session: Session) -> None:
    session.execute(
        text(
            "INSERT INTO area (level, code, name, geom) VALUES ('community', '1', 'c',"
            " 'SRID=4326;MULTIPOLYGON(((0 0, 0.01 0, 0.01 0.01, 0 0.01, 0 0)))')"
        )
    )
    session.execute(
        text(
            "INSERT INTO building (code, population, geom) VALUES ('b', 3,"
            " 'SRID=4326;MULTIPOLYGON(((0.001 0.001, 0.002 0.001, 0.002 0.002, 0.001 0.002, 0.001 0.001)))')"
        )
    )
    session.execute(
        text(
            "INSERT INTO street (code, name, geom) VALUES ('s', '路', 'SRID=4326;MULTILINESTRING((-1 0.005, 1 0.005))')"
        )
    )
    found = community_ground(session, LOCAL_OPERATOR, "1")
    assert (len(found.uncovered), len(found.covered), len(found.grids)) == (1, 0, 0)
    assert shapely.bounds(found.streets[0][0])[2] < 0.02
    with pytest.raises(NotFoundError):
        community_ground(session, LOCAL_OPERATOR, "2")
