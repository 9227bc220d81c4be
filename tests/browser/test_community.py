"""The community's page on a phone: picked, searched, tapped or found by where one stands; written from; printed."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine, text

OpenPage = Callable[..., Page]
Wait = Callable[[Page], None]
Shoot = Callable[[Page, str], None]
CLEAR_SPRING = "110199002002"
"""清泉社区: two grids and an estate that lies in none."""


def body(page: Page) -> Any:
    return page.locator("#community-body")


def tap(page: Page, lon: float, lat: float) -> None:
    at = page.evaluate(
        """([lon, lat]) => { const m = window.wangge.page.map.map, box = m.getContainer().getBoundingClientRect();
            const p = m.latLngToContainerPoint([lat, lon]); return [box.x + p.x, box.y + p.y] }""",
        [lon, lat],
    )
    page.touchscreen.tap(*at)


def test_community_is_picked_from_the_list(open_page: OpenPage, map_drawn: Wait, shoot: Shoot) -> None:
    page = open_page("/community", size="phone")
    expect(body(page)).to_contain_text("东河街道")
    map_drawn(page)
    shoot(page, "community-pick")
    page.get_by_role("button", name="清泉社区").click()
    expect(body(page).locator("h1")).to_have_text("清泉社区")
    page.wait_for_function(f"() => location.search.includes('area={CLEAR_SPRING}')")
    page.go_back()
    expect(body(page)).to_contain_text("东河街道")


def test_one_sentence_says_grids_people_and_who_is_left_out(open_page: OpenPage) -> None:
    page = open_page(f"/community?area={CLEAR_SPRING}", size="phone")
    comma, stop = "\uff0c", "\uff1b"
    said = f"2 个网格{comma}1\u202f920 人{stop}阳光花园 360 人还没有网格。1 个网格无人负责。"
    expect(page.locator(".wg-com-sentence")).to_have_text(said)
    english = open_page(f"/community?area={CLEAR_SPRING}&lang=en", size="phone")
    expect(english.locator(".wg-com-sentence")).to_have_text(
        "2 grids, 1\u202f920 people – 360 people of 阳光花园 are in no grid yet. 1 grid has no worker."
    )


def test_grids_name_their_workers_without_phones(open_page: OpenPage, record: Engine) -> None:
    with record.begin() as connection:
        connection.execute(text("UPDATE worker SET phone = '13900000000'"))
    page = open_page(f"/community?area={CLEAR_SPRING}", size="phone")
    cards = page.locator(".wg-com-grid")
    expect(cards).to_have_count(2)
    expect(cards.nth(0)).to_contain_text("网格员 002")
    expect(cards.nth(0)).to_contain_text("960 人")
    expect(cards.nth(1)).to_contain_text("无人负责")
    assert "13900000000" not in page.content()


def test_search_finds_part_of_a_name(open_page: OpenPage) -> None:
    page = open_page("/community", size="phone")
    page.locator("#community-search").fill("枫")
    expect(page.locator(".wg-pick-row")).to_have_count(1)
    page.locator("#community-search").fill("没有")
    expect(body(page)).to_contain_text("没有这个社区")


def test_tap_on_the_map_picks_and_offers_the_next(open_page: OpenPage, map_drawn: Wait) -> None:
    page = open_page("/community", size="phone")
    map_drawn(page)
    tap(page, 116.325, 39.906)
    expect(body(page).locator("h1")).to_have_text("枫叶社区")
    page.wait_for_timeout(2000)
    map_drawn(page)
    tap(page, 116.3302, 39.906)
    offer = page.locator("#community-elsewhere button")
    expect(offer).to_contain_text("清泉社区")
    offer.click()
    expect(body(page).locator("h1")).to_have_text("清泉社区")


def test_card_and_map_lead_each_other(open_page: OpenPage, map_drawn: Wait) -> None:
    page = open_page(f"/community?area={CLEAR_SPRING}", size="phone")
    map_drawn(page)
    first = page.locator(".wg-com-grid").first
    first.click()
    expect(first).to_have_attribute("data-on", "")
    assert page.evaluate("() => window.wangge.page.map.overlay.selection.layer") == "grids"


def test_where_am_i(open_page: OpenPage) -> None:
    place = {"latitude": 39.906, "longitude": 116.315}
    page = open_page("/community", size="phone", geolocation=place, permissions=["geolocation"])
    page.locator("[data-locate]").click()
    expect(body(page).locator("h1")).to_have_text("石桥社区")


def test_where_am_i_fails_clearly(open_page: OpenPage) -> None:
    page = open_page("/community", size="phone", permissions=[])
    page.locator("[data-locate]").click()
    expect(page.locator("#notice")).to_contain_text("直接点地图", timeout=20_000)
    far = {"latitude": 10.0, "longitude": 10.0}
    page = open_page("/community", size="phone", geolocation=far, permissions=["geolocation"])
    page.locator("[data-locate]").click()
    expect(page.locator("#notice")).to_contain_text("不在本区任何社区内")


def test_what_is_missing_joins_the_planners_list(
    spare_console_url: str, spare_record: Engine, open_page: OpenPage, map_drawn: Wait, shoot: Shoot
) -> None:
    page = open_page(f"/community?area={CLEAR_SPRING}", size="phone", base=spare_console_url)
    map_drawn(page)
    page.wait_for_timeout(2000)
    page.get_by_role("button", name="缺了 / 不归我们").click()
    page.locator("#remark-send").click()
    expect(page.locator("#notice")).to_contain_text("请写几句话")
    page.locator("#remark-note").fill("阳光花园没有人管")
    shoot(page, "community-form")
    tap(page, 116.3375, 39.908)
    expect(page.locator("#remark-place")).to_contain_text("已在地图上标出")
    page.locator("#remark-send").click()
    expect(page.locator("#notice")).to_contain_text("已列入规划员清单")
    expect(page.locator("[data-remark-form]")).to_be_hidden()
    expect(page.locator(".wg-com-remark")).to_contain_text("阳光花园没有人管")
    with spare_record.connect() as connection:
        row = connection.execute(text("SELECT kind, community_code, ST_X(geom) FROM remark")).one()
    assert (row[0], row[1]) == ("missing", CLEAR_SPRING)
    assert row[2] == pytest.approx(116.3375, abs=2e-4)
    with spare_record.begin() as connection:
        connection.execute(text("UPDATE remark SET answer = '已划入', answered_by = '规划科', answered_at = now()"))
    expect(page.locator(".wg-com-remark")).to_contain_text("已划入 · 规划科")


def test_change_made_elsewhere_shows_by_itself(
    spare_console_url: str, spare_record: Engine, open_page: OpenPage
) -> None:
    page = open_page(f"/community?area={CLEAR_SPRING}", size="phone", base=spare_console_url)
    expect(page.locator(".wg-com-sentence")).to_contain_text("360 人")
    with spare_record.begin() as connection:
        connection.execute(text("UPDATE building SET population = 40 WHERE estate_code = 'E1'"))
    expect(page.locator(".wg-com-sentence")).to_contain_text("480 人")


def test_sheet_is_one_page_in_black_and_white(open_page: OpenPage, shoot: Shoot) -> None:
    page = open_page(f"/community?area={CLEAR_SPRING}", size="phone", is_mobile=False, device_scale_factor=2)
    expect(page.locator(".wg-sheet-table tbody tr")).to_have_count(2)
    page.wait_for_function("() => document.querySelector('.wg-sheet-map')?.complete")
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") == 1
    page.set_viewport_size({"width": 794, "height": 1123})
    page.emulate_media(media="print")
    shoot(page, "community-print")


def test_unknown_community_leads_back_to_the_list(open_page: OpenPage) -> None:
    page = open_page("/community?area=7", size="phone")
    expect(body(page)).to_contain_text("没有这个社区")
    page.get_by_role("button", name="去选择").click()
    expect(body(page)).to_contain_text("东河街道")


def test_empty_record_says_what_to_do(open_page: OpenPage, empty_console_url: str) -> None:
    page = open_page("/community", size="phone", base=empty_console_url)
    expect(body(page)).to_contain_text("还没有社区数据")


@pytest.mark.parametrize(("size", "theme"), [("phone", "light"), ("phone", "dark"), ("desk", "light")])
def test_pictures(open_page: OpenPage, map_drawn: Wait, shoot: Shoot, size: str, theme: str) -> None:
    page = open_page(f"/community?area={CLEAR_SPRING}", size=size)
    if theme == "dark":
        page.locator("[data-action=theme]").click()
    expect(page.locator(".wg-com-sentence")).to_contain_text("个网格")
    page.wait_for_timeout(2000)
    map_drawn(page)
    shoot(page, f"community-{size}-{theme}")
