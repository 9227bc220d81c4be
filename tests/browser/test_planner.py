"""The planner's page: lists and map lead each other, the address holds the view."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import Engine

from tests.browser.planner_page import OpenPage, Shoot, Wait, card, centre, pick, spot, still


def test_figures_say_target_unit_and_time(open_page: OpenPage) -> None:
    page = open_page("/planner", size="wall")
    figures = page.locator("#planner-figures")
    expect(figures).to_contain_text("97.3 %")
    expect(figures).to_contain_text("目标 100 %")
    expect(figures).to_contain_text("360 人")
    expect(figures).to_contain_text("截至")


def test_row_leads_the_map_there_and_back(open_page: OpenPage, map_drawn: Wait) -> None:
    page = open_page("/planner", size="wall")
    map_drawn(page)
    still(page)
    home = centre(page)
    spot(page).click()
    expect(card(page)).to_contain_text("阳光花园")
    expect(card(page)).to_contain_text("怎么办")
    still(page)
    assert centre(page)[0] == pytest.approx(116.338, abs=0.003)
    expect(spot(page)).to_have_attribute("data-on", "")
    spot(page).click()
    expect(card(page)).to_be_hidden()
    still(page)
    assert centre(page) == pytest.approx(home, abs=1e-4)


def test_click_on_the_map_finds_the_row_and_the_card(open_page: OpenPage, map_drawn: Wait) -> None:
    page = open_page("/planner?at=39.903,116.337,17", size="wall")
    map_drawn(page)
    place = page.evaluate(
        """() => { const m = window.wangge.page.map.map, box = m.getContainer().getBoundingClientRect();
            const p = m.latLngToContainerPoint([39.9012, 116.33675]); return {x: box.x + p.x, y: box.y + p.y} }"""
    )
    page.mouse.click(**place)
    expect(spot(page)).to_have_attribute("data-on", "")
    expect(card(page)).to_contain_text("小区在网格外")
    page.keyboard.press("Escape")
    expect(card(page)).to_be_hidden()


def test_search_by_keyboard(open_page: OpenPage, map_drawn: Wait) -> None:
    page = open_page("/planner", size="wall")
    map_drawn(page)
    page.keyboard.press("/")
    page.keyboard.type("石桥")
    rows = page.locator(".wg-search-row")
    expect(rows.first).to_contain_text("石桥社区")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(card(page)).to_contain_text("石桥社区第1网格")
    expect(page.locator("#search-results")).to_be_hidden()
    page.keyboard.press("/")
    page.keyboard.press("Control+A")
    page.keyboard.type("没有这个地方")
    expect(page.locator(".wg-search-none")).to_contain_text("没有找到“没有这个地方”")


def test_the_address_holds_the_view(open_page: OpenPage, map_drawn: Wait, record: Engine) -> None:
    page = open_page("/planner", size="wall")
    map_drawn(page)
    page.locator("[data-tab=layers]").click()
    page.get_by_label("楼栋", exact=True).uncheck()
    pick(page, "grid", "grids", "110199001001001", record)
    expect(card(page)).to_contain_text("柳林社区第1网格")
    page.wait_for_function("() => location.search.includes('sel=grids:') && location.search.includes('tab=layers')")
    again = open_page(page.url[page.url.index("/planner") :], size="wall")
    expect(card(again)).to_contain_text("柳林社区第1网格")
    expect(again.locator("[data-tab=layers]")).to_have_attribute("aria-selected", "true")
    expect(again.get_by_label("楼栋", exact=True)).not_to_be_checked()
    page.go_back()
    expect(card(page)).to_be_hidden()


def test_language_switches_and_keeps_the_view(open_page: OpenPage, map_drawn: Wait, record: Engine) -> None:
    page = open_page("/planner", size="wall")
    map_drawn(page)
    pick(page, "grid", "grids", "110199001001001", record)
    expect(card(page)).to_contain_text("高于标准")
    page.locator("[data-action=language]").click()
    expect(page.locator("[data-tab=balance]")).to_contain_text("Balance")
    expect(card(page)).to_contain_text("Above the band")
    expect(page.locator("#planner-figures")).to_contain_text("People in a grid")


def test_bars_select_their_grids_on_the_map(open_page: OpenPage, map_drawn: Wait) -> None:
    page = open_page("/planner", size="wall")
    map_drawn(page)
    bar = page.get_by_role("button", name="900–999 人:8 个网格".replace(":", "\uff1a"))
    bar.click()
    page.wait_for_function("() => window.wangge.page.map.overlay.highlight?.features?.length === 8")
    expect(bar).to_have_attribute("aria-pressed", "true")
    first = page.locator(".wg-hist-bar").first.bounding_box()
    last = page.locator(".wg-hist-bar").last.bounding_box()
    page.mouse.move(first["x"] + 3, first["y"] + 20)
    page.mouse.down()
    page.mouse.move(last["x"] + 3, last["y"] + 20, steps=5)
    page.mouse.up()
    page.wait_for_function("() => window.wangge.page.map.overlay.highlight?.features?.length === 11")
    page.locator(".wg-hist-bar").first.press("Escape")
    page.wait_for_function("() => !window.wangge.page.map.overlay.highlight")


def test_balance_lists_grids_out_of_the_band(open_page: OpenPage) -> None:
    page = open_page("/planner?tab=balance", size="wall")
    rows = page.locator("#planner-list .wg-row")
    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text("1\u202f920 人")
    expect(page.locator("#tab-count-balance")).to_have_text("3")


def test_day_before_the_estate_was_lived_in(open_page: OpenPage) -> None:
    page = open_page("/planner?day=2019-06-01", size="wall")
    expect(page.locator("#planner-figures")).to_contain_text("100 %")
    expect(page.locator("#planner-figures")).to_contain_text("截至 2019-06-01")
    expect(page.locator("#planner-day-note")).to_contain_text("地图为 2019-06-01 的情况")


def test_the_map_carries_its_legend_and_the_base_map_has_switches(open_page: OpenPage, map_drawn: Wait) -> None:
    page = open_page("/planner", size="wall")
    map_drawn(page)
    legend = page.locator("details.wg-map-legend")
    rows = legend.locator(".wg-legend-row")
    expect(rows.first).to_be_visible()
    key = rows.first.get_attribute("data-key")
    rows.first.click()
    expect(legend.locator(f'[data-key="{key}"]')).to_have_attribute("aria-pressed", "false")
    assert f"hide={key}" in page.url
    legend.locator("summary").click()
    expect(rows.first).to_be_hidden()

    page.locator('[data-tab="layers"]').click()
    expect(legend).to_be_hidden()
    page.locator("#planner-layers").get_by_text("道路").click()
    page.wait_for_function("() => !window.wangge.page.map.tiles.shown.includes('streets')")
    assert "-streets" in page.url
    page.reload()
    map_drawn(page)
    shown = page.evaluate("window.wangge.page.map.tiles.shown")
    assert "streets" not in shown
    assert {"water", "greens", "grids"} <= set(shown)


@pytest.mark.parametrize(("size", "theme"), [("wall", "light"), ("wall", "dark"), ("4k", "light"), ("phone", "light")])
def test_pictures(open_page: OpenPage, map_drawn: Wait, shoot: Shoot, size: str, theme: str) -> None:
    page = open_page("/planner", size=size)
    if theme == "dark":
        page.locator("[data-action=theme]").click()
    map_drawn(page)
    spot(page).click()
    expect(card(page)).to_contain_text("阳光花园")
    still(page)
    map_drawn(page)
    shoot(page, f"planner-{size}-{theme}")
