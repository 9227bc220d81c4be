"""The map's own doing: tiles, legend, clicks, keys, language, theme, and the loss of the live source."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine, text

from console.pages import find_pages

OpenPage = Callable[..., Page]
Wait = Callable[[Page], None]
Shoot = Callable[[Page, str], None]
READERS = [page for page in find_pages().values() if page.order is not None]
SPOT = [116.3380, 39.9020]  # in the estate that no grid answers for


def at_place(page: Page, lon: float, lat: float) -> dict[str, float]:
    """Where a place lies on the screen."""
    return page.evaluate(
        """([lon, lat]) => { const map = window.wangge.page.map.map, box = map.getContainer().getBoundingClientRect();
            const p = map.latLngToContainerPoint([lat, lon]), scale = Number(map.getContainer().dataset.scale || 1);
            return {x: box.x + p.x * scale, y: box.y + p.y * scale} }""",
        [lon, lat],
    )


def hear_picks(page: Page) -> None:
    """Keep what the map tells Dash."""
    page.evaluate(
        """() => { window.told = []; const tell = window.dash_clientside.set_props;
            window.dash_clientside.set_props = (id, props) => { window.told.push([id, props]); tell(id, props) } }"""
    )


def told(page: Page, store_id: str) -> list[dict[str, object]]:
    return [props["data"] for name, props in page.evaluate("() => window.told") if name == store_id]


def fly(page: Page, map_drawn: Wait, zoom: int = 17) -> None:
    page.evaluate("(at) => window.wangge.page.map.fly({center: at, zoom: at[2], animate: false})", [*SPOT, zoom])
    page.wait_for_timeout(300)
    map_drawn(page)


def test_click_finds_the_smallest_thing(open_page: OpenPage, map_drawn: Wait) -> None:
    page = open_page("/screen", size="wall")
    map_drawn(page)
    hear_picks(page)
    fly(page, map_drawn)
    # the middle of a building of the estate, then the ground beside it
    page.mouse.click(**at_place(page, 116.3371, 39.9009))
    page.mouse.click(**at_place(page, 116.33675, 39.9012))
    picked = told(page, "map-pick")
    assert [pick["layer"] for pick in picked] == ["buildings", "blind_spots"]
    assert picked[0]["properties"]["population"] == 30
    assert picked[1]["properties"]["kind"] == "estate_outside"


def test_click_on_nothing_says_so(open_page: OpenPage, map_drawn: Wait) -> None:
    page = open_page("/screen", size="wall")
    map_drawn(page)
    hear_picks(page)
    box = page.locator("#map").bounding_box()
    page.mouse.click(box["x"] + 30, box["y"] + box["height"] - 120)
    (pick,) = told(page, "map-pick")
    assert pick["layer"] is None
    assert pick["lat"] is not None


def test_legend_counts_and_filters(open_page: OpenPage, map_drawn: Wait, watch: Any) -> None:
    page = open_page("/screen", size="wall")
    map_drawn(page)
    page.evaluate(
        """() => { const box = document.createElement('div'); box.id = 'map-legend'; document.body.append(box);
            box.style = 'position: fixed; top: 60px; right: 0; z-index: 5000'; window.wangge.page.map.legend() }"""
    )
    rows = page.locator("[data-layer=grids] .wg-legend-row")
    in_band = rows.nth(2)
    expect(in_band.locator(".wg-legend-count")).to_have_text("8")
    watch.requests.clear()
    drawn = "() => window.wangge.page.map.tiles.current().map(c => c.toDataURL().length).join()"
    before = page.evaluate(drawn)
    in_band.click()
    expect(in_band).to_have_attribute("aria-pressed", "false")
    assert page.evaluate(drawn) != before
    in_band.click()
    assert page.evaluate(drawn) == before
    assert [url for url in watch.requests if "/tiles/" in url] == []


def test_switching_a_layer_on_asks_for_that_layer_only(open_page: OpenPage, map_drawn: Wait, watch: Any) -> None:
    page = open_page("/screen", size="wall")
    map_drawn(page)
    watch.requests.clear()
    page.evaluate(
        """() => { const view = window.wangge.page.view;
            window.wangge.update({...view, layers: [...view.layers, 'incidents']}) }"""
    )
    map_drawn(page)
    asked = {url.split("/tiles/")[1].split("/")[0] for url in watch.requests if "/tiles/" in url}
    assert asked == {"incidents"}
    page.wait_for_function(
        """() => 40 === window.wangge.page.map.overlay.points
            .filter((point) => point.layer === 'incidents').reduce((sum, point) => sum + point.count, 0)"""
    )


def test_only_touched_tiles_are_asked_again(open_page: OpenPage, map_drawn: Wait, watch: Any, record: Engine) -> None:
    page = open_page("/screen", size="wall")
    map_drawn(page)
    fly(page, map_drawn, 16)
    tiles = page.evaluate("() => window.wangge.page.map.tiles.canvases().length")
    watch.requests.clear()
    with page.expect_response(lambda answer: "buildings" in answer.url), record.begin() as connection:
        connection.execute(text("UPDATE building SET levels = levels WHERE code = 'B3-2-0'"))
    map_drawn(page)
    asked = [url for url in watch.requests if "/tiles/buildings/" in url]
    assert 0 < len(asked) <= 2 < tiles


def test_language_turns_at_a_click_and_stays(open_page: OpenPage) -> None:
    page = open_page("/")
    expect(page.locator("h1")).to_contain_text("每一栋楼")
    page.locator("[data-action=language]").click()
    expect(page.locator("h1")).to_contain_text("Who answers")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert "lang=en" in page.url
    page.goto(page.url.split("?")[0])
    expect(page.locator("h1")).to_contain_text("Who answers")


def test_link_says_the_language_of_its_sender(open_page: OpenPage) -> None:
    page = open_page("/?lang=en")
    expect(page.locator("h1")).to_contain_text("Who answers")


def test_theme_turns_everything(open_page: OpenPage, map_drawn: Wait) -> None:
    page = open_page("/screen", size="wall")
    map_drawn(page)
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.keyboard.press("t")
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "light")
    assert page.evaluate("() => [document.documentElement.dataset.theme, window.wangge.page.map.tiles.theme]") == [
        "light",
        "light",
    ]
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")


def test_keys_open_and_close_help(open_page: OpenPage, shoot: Shoot) -> None:
    page = open_page("/")
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    shoot(page, "help")
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()


def test_arrows_and_plus_move_the_map(open_page: OpenPage, map_drawn: Wait) -> None:
    page = open_page("/screen", size="wall")
    map_drawn(page)
    look = "() => { const m = window.wangge.page.map.map; return [m.getCenter().lng, m.getZoom()] }"
    before = page.evaluate(look)
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(600)
    page.keyboard.press("+")
    page.wait_for_timeout(600)
    after = page.evaluate(look)
    assert after[0] > before[0]
    assert after[1] == before[1] + 1
    page.keyboard.press("0")
    page.wait_for_function("(zoom) => Math.abs(window.wangge.page.map.map.getZoom() - zoom) < 0.01", arg=before[1])


def test_map_rests_for_those_who_want_no_motion(open_page: OpenPage, map_drawn: Wait) -> None:
    page = open_page("/screen", size="wall", reduced_motion="reduce")
    map_drawn(page)
    zoom = page.evaluate(
        """() => { const {map} = window.wangge.page.map;
            window.wangge.page.map.fly({center: [116.33, 39.905], zoom: 17}); return map.getZoom() }"""
    )
    assert zoom == 17


def test_a_page_without_shared_worker_is_live_too(chromium: Browser, console_url: str, record: Engine) -> None:
    context = chromium.new_context()
    context.add_init_script("delete window.SharedWorker")
    page = context.new_page()
    page.goto(console_url + "/screen")
    page.wait_for_function("() => document.documentElement.dataset.live === 'live'")
    hear_picks(page)
    with record.begin() as connection:
        connection.execute(text("UPDATE worker SET name = name WHERE code = 'W1'"))
    page.wait_for_function(
        "() => window.told.some(([id, props]) => id === 'live' && props.data.subjects.includes('worker'))"
    )
    context.close()


@pytest.mark.usefixtures("_bundle")
def test_lost_source_says_how_old_the_page_is(
    chromium: Browser, record: Engine, serve: Any, tmp_path: Path, shoot: Shoot
) -> None:
    with serve(record, tmp_path) as url:
        page = chromium.new_context(viewport={"width": 1920, "height": 1080}).new_page()
        page.goto(url + "/screen")
        page.wait_for_function("() => document.documentElement.dataset.live === 'live'")
        page.wait_for_function(
            "() => window.wangge.page.map?.overlay.points && window.wangge.page.map.tiles.shown.length"
        )
        page.wait_for_timeout(2000)
    line = page.locator("#live-line.wg-stale")
    expect(line).to_contain_text("连接已断开", timeout=40000)
    shoot(page, "screen-stale-1920")
    page.context.close()


def test_unknown_address_is_answered_with_a_way_on(chromium: Browser, console_url: str, shoot: Shoot) -> None:
    page = chromium.new_page()
    answer = page.goto(console_url + "/no/such/page")
    assert answer.status == 404
    expect(page.locator("nav a")).to_have_count(len(READERS))
    shoot(page, "not-found")
    page.close()


def test_start_page(open_page: OpenPage, shoot: Shoot) -> None:
    page = open_page("/", size="wall")
    expect(page.locator(".wg-reader")).to_have_count(len(READERS))
    shoot(page, "home-1920")
    phone = open_page("/", size="phone")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    shoot(phone, "home-390")
