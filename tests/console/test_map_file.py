import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import Engine, text

from console.folium_map import in_script, packed
from console.layer_rows import Column, Rows
from console.map_file import write_map
from gis.database import session_of
from gis.errors import NotFoundError
from gis.viewer import LOCAL_OPERATOR, Viewer

ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--no-first-run"),
)


@pytest.fixture
def filled(engine: Engine) -> Engine:
    """Engine of a database with one of each."""
    with session_of(engine) as session:
        session.execute(text((Path(__file__).parents[1] / "one_of_each.sql").read_text(encoding="utf-8")))
    return engine


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def opened(browser: Browser, filled: Engine, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Open the map of the record in a browser without a network; anything asked for or complained of fails the test."""
    context = browser.new_context(offline=True, viewport={"width": 1400, "height": 900})
    asked: list[str] = []
    wrong: list[str] = []

    def open_map(**options: Any) -> Page:
        path = tmp_path / "map.html"
        write_map(filled, LOCAL_OPERATOR, path, **options)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: wrong.append(message.text) if message.type != "log" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(path.as_uri())
        page.wait_for_selector(".wangge-legend")
        return page

    yield open_map
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert wrong == []
    context.close()


@pytest.mark.browser
def test_the_map_opens_without_a_network_and_shows_the_record(opened: Callable[..., Page]) -> None:
    page = opened()
    assert page.title() == "东区网格图"
    legend = page.inner_text(".wangge-legend")
    assert "符合标准(800–1\u202f200 人)" in legend
    assert "盲区 Blind spots" in legend
    # two grids, and what is wrong with them
    assert page.locator(".leaflet-wangge-grids-pane path").count() == 2
    assert page.locator(".leaflet-wangge-blind_spots-pane path").count() > 1


@pytest.mark.browser
def test_a_click_on_a_grid_tells_about_it(opened: Callable[..., Page]) -> None:
    page = opened()
    page.locator(".leaflet-wangge-grids-pane path").first.click(position={"x": 15, "y": 60})
    card = page.locator(".wangge-card")
    card.wait_for()
    assert "西社区第" in card.inner_text()
    assert "人口" in card.inner_text()


@pytest.mark.browser
def test_layers_can_be_switched(opened: Callable[..., Page]) -> None:
    page = opened()
    assert page.locator(".leaflet-wangge-workers-pane path").count() == 0
    page.hover(".leaflet-control-layers")
    page.get_by_label("网格员 Grid workers").check()
    assert page.locator(".leaflet-wangge-workers-pane path").count() == 2
    assert "负责一至两个网格" in page.inner_text(".wangge-legend")
    page.get_by_label("网格 Grids").uncheck()
    assert page.locator(".leaflet-wangge-grids-pane path").count() == 0


@pytest.mark.browser
def test_of_an_area_the_rest_is_only_hinted_at(opened: Callable[..., Page]) -> None:
    page = opened(area_code="110101001001")
    assert page.title() == "西社区网格图"
    assert "阳光花园" not in page.content()


def test_the_file_names_no_other_host(filled: Engine, tmp_path: Path) -> None:
    write_map(filled, LOCAL_OPERATOR, tmp_path / "map.html")
    page = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert re.findall(r"""<script[^>]+src|<link|src=["']?http|url\(["']?http""", page) == []
    assert "@import" not in page
    assert "1391234567" not in page


def test_an_empty_record_says_what_to_do(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="wangge load sample"):
        write_map(engine, LOCAL_OPERATOR, tmp_path / "map.html")
    assert list(tmp_path.iterdir()) == []


def test_a_viewer_is_given_the_own_area(filled: Engine, tmp_path: Path) -> None:
    viewer = Viewer(name="west", role="community", area_code="110101001001")
    write_map(filled, viewer, tmp_path / "map.html")
    page = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert "1 号楼" in page
    assert "阳光花园" not in page


def test_text_of_the_record_cannot_end_the_script() -> None:
    said = in_script({"name": "</script><script>alert(1)</script>\u2028"})
    assert "<" not in said
    assert json.loads(said)["name"].startswith("</script>")


def test_coordinates_are_steps_in_millionths_of_a_degree() -> None:
    ring = [(116, 40), (116.001, 40), (116.001, 40.001), (116, 40)]
    rows = Rows(
        [shapely.to_wkb(shapely.MultiPolygon([shapely.Polygon(ring)])), shapely.to_wkb(shapely.Point(1, 2))],
        [Column("code", "text", ["A", None])],
    )
    first, second = packed(rows)["rows"]
    assert first == ["polygon", [[[116000000, 40000000, 1000, 0, 0, 1000, -1000, -1000]]], "A"]
    assert second == ["point", [[[1000000, 2000000]]], None]


def test_the_command_says_how_large_the_file_is(filled: Engine, run_wangge: Callable[..., Any], tmp_path: Path) -> None:
    assert filled
    outcome = run_wangge("map", tmp_path / "map.html", "--area", "110101001001")
    assert re.search(r"\d\d layers, 0\.\d MB; it needs no network", outcome.stdout)


def test_mistakes_are_said_in_one_line(filled: Engine, run_wangge: Callable[..., Any], tmp_path: Path) -> None:
    assert filled
    for arguments, said in (
        (("map.png",), "ends in .html"),
        (("nowhere/map.html",), "cannot be written"),
        ((tmp_path / "map.html", "--area", "999"), "There is no area 999"),
    ):
        outcome = run_wangge("map", *arguments, expect=1)
        assert said in outcome.stderr
        assert outcome.stderr.count("\n") == 1
