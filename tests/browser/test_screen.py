from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect
from sqlalchemy import Engine, text

OpenPage = Callable[..., Page]
Wait = Callable[[Page], None]
Shoot = Callable[[Page, str], None]


def test_wall_shows_the_record(open_page: OpenPage, map_drawn: Wait, shoot: Shoot) -> None:
    page = open_page("/screen", size="wall")
    map_drawn(page)

    expect(page.locator(".wg-wall-name")).to_contain_text("试验区")
    # 12 of 364 buildings lie in no grid: 360 of 13,560 people
    expect(page.locator("[data-figure=coverage]")).to_have_text("97.3")
    expect(page.locator(".wg-spot-row").first).to_contain_text("阳光花园")
    expect(page.locator(".wg-multiple")).to_have_count(2)
    shoot(page, "screen-1920")


def test_wall_in_4k_is_the_same_picture(open_page: OpenPage, map_drawn: Wait, shoot: Shoot) -> None:
    page = open_page("/screen", size="4k")
    map_drawn(page)

    small = page.locator("[data-figure=coverage]").evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    assert small == 144
    drawn, shown = page.locator("canvas.leaflet-tile").first.evaluate("e => [e.width, e.getBoundingClientRect().width]")
    assert abs(drawn - shown) <= 1  # a pixel of the canvas is a pixel of the screen
    assert shown > 256
    shoot(page, "screen-3840")


def test_nothing_on_the_wall_is_too_small_to_read(open_page: OpenPage, map_drawn: Wait) -> None:
    page = open_page("/screen", size="wall")
    map_drawn(page)
    sizes = page.evaluate(
        """() => [...document.querySelectorAll('.wg-wall *')].filter(e => e.checkVisibility() &&
            [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
            .map(e => [e.className, parseFloat(getComputedStyle(e).fontSize)]).filter(([, size]) => size < 20)"""
    )
    assert sizes == []


def test_a_change_by_sql_shows_by_itself(open_page: OpenPage, map_drawn: Wait, record: Engine) -> None:
    page = open_page("/screen", size="wall")
    map_drawn(page)
    figure = page.locator("[data-figure=coverage]")
    expect(figure).to_have_text("97.3")
    try:
        with record.begin() as connection:
            connection.execute(text("UPDATE building SET population = 0 WHERE code LIKE 'B3-2-%'"))
        expect(figure).to_have_text("100", timeout=15000)
        assert figure.get_attribute("data-changed") is not None
    finally:
        with record.begin() as connection:
            connection.execute(text("UPDATE building SET population = 30 WHERE code LIKE 'B3-2-%'"))
    expect(figure).to_have_text("97.3")


def test_wall_goes_to_the_worst_spot_by_itself(open_page: OpenPage, map_drawn: Wait, shoot: Shoot) -> None:
    page = open_page("/screen", size="wall")
    map_drawn(page)
    card = page.locator(".wg-wall-card[data-on]")
    expect(card).to_contain_text("阳光花园", timeout=15000)
    expect(card).to_contain_text("360")
    page.wait_for_timeout(4500)
    map_drawn(page)
    shoot(page, "screen-spot-1920")


def test_a_touch_on_a_row_takes_the_wall_there(open_page: OpenPage, map_drawn: Wait) -> None:
    page = open_page("/screen", size="wall")
    map_drawn(page)
    row = page.locator(".wg-spot-row").nth(1)
    row.click()
    expect(row).to_have_attribute("data-on", "")
    expect(page.locator(".wg-wall[data-paused]")).to_have_count(1)


def test_empty_record_says_what_to_do(open_page: OpenPage, empty_console_url: str, shoot: Shoot) -> None:
    page = open_page("/screen", size="wall", base=empty_console_url)
    expect(page.locator(".wg-empty")).to_contain_text("还没有数据")
    expect(page.locator(".wg-empty a")).to_have_attribute("href", "/planner")
    shoot(page, "screen-empty-1920")


def test_wall_on_a_phone_is_readable(open_page: OpenPage, map_drawn: Wait, shoot: Shoot) -> None:
    page = open_page("/screen", size="phone")
    map_drawn(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    shoot(page, "screen-390")


def test_a_fault_is_one_sentence_and_the_page_stays(
    spare_record: Engine, spare_console_url: str, open_page: OpenPage, watch: Any, shoot: Shoot
) -> None:
    page = open_page("/screen", size="wall", base=spare_console_url)
    expect(page.locator("[data-figure=coverage]")).to_have_text("97.3")
    page.wait_for_function("() => document.documentElement.dataset.live === 'live'")
    with spare_record.begin() as connection:
        connection.execute(text("ALTER TABLE building_shape RENAME TO elsewhere"))
        connection.execute(text("UPDATE worker SET name = name"))
    expect(page.locator(".wg-notice")).to_contain_text("没有成功")
    expect(page.locator("[data-figure=coverage]")).to_have_text("97.3")
    shoot(page, "screen-fault-1920")
    page.locator(".wg-notice-close").click()
    expect(page.locator(".wg-notice")).to_have_count(0)
    watch.troubles.clear()


def test_a_record_without_grids_is_shown_as_it_is(
    spare_record: Engine, spare_console_url: str, open_page: OpenPage, map_drawn: Wait, shoot: Shoot
) -> None:
    with spare_record.begin() as connection:
        connection.execute(text("TRUNCATE plan, grid, assignment, worker, area CASCADE"))
    page = open_page("/screen", size="wall", base=spare_console_url)
    map_drawn(page)
    expect(page.locator("[data-figure=coverage]")).to_have_text("0.0")
    expect(page.locator(".wg-wall-plan")).to_have_text("没有生效的方案")
    shoot(page, "screen-no-grids-1920")


def test_an_empty_wall_fills_by_itself(spare_record: Engine, spare_console_url: str, open_page: OpenPage) -> None:
    with spare_record.begin() as connection:
        connection.execute(text("TRUNCATE area, plan, grid, grid_shape, estate, building, street CASCADE"))
    page = open_page("/screen", size="wall", base=spare_console_url)
    page.wait_for_selector(".wg-empty")
    page.wait_for_function("() => document.documentElement.dataset.live === 'live'")
    with spare_record.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO building (code, population, geom)"
                " VALUES ('B', 7, ST_SetSRID(ST_MakePoint(116.3, 39.9), 4326))"
            )
        )
    expect(page.locator("[data-figure=coverage]")).to_have_text("0.0")


def test_a_server_that_does_not_hear_what_changes_is_not_live(
    spare_record: Engine, spare_console_url: str, open_page: OpenPage
) -> None:
    page = open_page("/screen", size="wall", base=spare_console_url)
    page.wait_for_function("() => document.documentElement.dataset.live === 'live'")
    page.evaluate(
        """() => {
            window.seen = [];
            const note = () => window.seen.push(document.documentElement.dataset.live);
            new MutationObserver(note).observe(document.documentElement, {attributeFilter: ['data-live']});
        }"""
    )
    with spare_record.begin() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'wangge live' AND datname = current_database()"
            )
        )
    page.wait_for_function("() => window.seen.includes('stale') && window.seen.at(-1) === 'live'")
