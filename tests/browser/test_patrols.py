from collections.abc import Callable

from playwright.sync_api import Page, expect
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from gis.viewer import LOCAL_OPERATOR
from routing.patrol import PatrolRequest, plan_patrols

OpenPage = Callable[..., Page]
Wait = Callable[[Page], None]
Shoot = Callable[[Page, str], None]
GRID = "110199001001002"
ACROSS = """
INSERT INTO street (code, name, class, geom)
VALUES ('S4', '清泉路', 'residential', ST_Multi(ST_GeomFromText('LINESTRING(116.306 39.9041, 116.306 39.9123)', 4326)))
"""
"""A street that joins the three of the record."""


def test_a_walk_is_picked_played_printed_and_taken_along(
    open_page: OpenPage, map_drawn: Wait, shoot: Shoot, spare_record: Engine, spare_console_url: str
) -> None:
    page = open_page("/patrols", base=spare_console_url)
    expect(page.locator("#patrol-rows")).to_contain_text("wangge patrol plan --all")
    with Session(spare_record) as session:
        session.execute(text(ACROSS))
        plan_patrols(session, LOCAL_OPERATOR, PatrolRequest())
        session.commit()
    # the record changed: the list fills by itself
    expect(page.locator("[data-patrol-box]")).to_have_count(11, timeout=20000)

    page.locator(f"#patrol-rows [data-patrol='{GRID}']").click()
    expect(page.locator("#patrol-card")).to_contain_text("已证最短路线")
    slider = page.locator("[data-patrol-at]")
    slider.fill("300")
    words = page.locator(".wg-patrol-words")
    expect(words).to_contain_text("0.30 /")
    page.locator("[data-play]").click()
    expect(words).not_to_contain_text("0.30 /")
    # worked out again while it plays: it goes on
    with Session(spare_record) as session, page.expect_response(lambda answer: "_dash-update" in answer.url):
        plan_patrols(session, LOCAL_OPERATOR, PatrolRequest())
        session.commit()
    page.wait_for_timeout(500)
    expect(page.locator("[data-play]")).to_have_text("❚❚")
    map_drawn(page)
    shoot(page, "patrols-1440")
    assert f"area={GRID}" in page.url

    answer = page.request.get(f"{spare_console_url}/api/patrols/{GRID}/route.gpx")
    assert "<trkpt" in answer.text()
    page.emulate_media(media="print")
    expect(page.locator(".wg-sheet-paper")).to_be_visible()
    expect(page.locator(".wg-planner-top")).to_be_hidden()
    page.emulate_media(media="screen")

    hours = "编码,开放,关闭\n无此码,9:00,10:00\n"
    with page.expect_file_chooser() as chooser:
        page.locator("[data-choose=patrol-hours]").click()
    chooser.value.set_files({"name": "时段.csv", "mimeType": "text/csv", "buffer": hours.encode("gbk")})
    expect(page.locator("#patrol-hours-line")).to_contain_text("没有对应的地点")
    shoot(page, "patrols-hours")
    page.locator("#patrol-hours-drop").click()
    expect(page.locator("#patrol-hours-line")).to_be_empty()

    page.locator("#patrol-search").fill("西山")
    page.keyboard.press("Escape")
    expect(page.locator("#patrol-card")).to_be_hidden()
    expect(page.locator("[data-patrol-player]")).to_be_hidden()


def test_the_page_in_english_dark_and_for_those_who_want_no_motion(
    open_page: OpenPage, spare_record: Engine, spare_console_url: str, shoot: Shoot
) -> None:
    with Session(spare_record) as session:
        plan_patrols(session, LOCAL_OPERATOR, PatrolRequest())
        session.commit()
    page = open_page(f"/patrols?area={GRID}&lang=en", base=spare_console_url, reduced_motion="reduce")
    words = page.locator(".wg-patrol-words")
    expect(words).to_contain_text("1. ")
    page.locator("[data-play]").click()  # steps to the next leg and stands still there
    expect(words).to_contain_text("2. ")
    page.keyboard.press("t")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    # its streets hang together nowhere
    expect(page.locator("#patrol-card")).to_contain_text("lead straight over ground without one")
    expect(page.locator("#patrol-card")).to_contain_text("over the shortest")
    shoot(page, "patrols-dark-en")
