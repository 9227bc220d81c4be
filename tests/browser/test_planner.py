"""The planner's page: lists and map lead each other, workers are assigned, files are loaded, all of it live."""

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import Engine, text

from console.jobs import start_worker
from gis.database import session_of
from gis.plans import make_draft, plan_in_force
from gis.remarks import add_remark
from gis.settings import Settings
from gis.viewer import LOCAL_OPERATOR

OpenPage = Callable[..., Page]
Wait = Callable[[Page], None]
Shoot = Callable[[Page, str], None]
LAST_GRID = "110199002002002"
"""The grid that has no worker."""


def card(page: Page) -> Any:
    return page.locator("#planner-card")


def spot(page: Page, name: str = "阳光花园") -> Any:
    return page.locator(".wg-spot-row", has_text=name).first


def centre(page: Page) -> list[float]:
    return page.evaluate("() => { const c = window.wangge.page.map.map.getCenter(); return [c.lng, c.lat] }")


def still(page: Page) -> None:
    """Wait until the map stands where it was sent."""
    page.wait_for_function(
        """() => { const m = window.wangge.page.map.map, now = m.getCenter().toString() + m.getZoom();
            const same = window.stood === now; window.stood = now;
            return same && !m._animatingZoom }""",
        polling=300,
    )


def pick(page: Page, table: str, layer: str, code: str, record: Engine) -> None:
    with record.connect() as connection:
        found = connection.scalar(text(f"SELECT id FROM {table} WHERE code = :code ORDER BY id DESC"), {"code": code})
    page.evaluate(
        """([layer, id]) => dash_clientside.set_props('map-pick',
            {data: {layer, id, lat: null, lon: null, n: Math.random()}})""",
        [layer, found],
    )


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


def release_on(page: Page, last_day: str) -> None:
    """Give the grid up; the form stays open though the record changes meanwhile."""
    card(page).get_by_text("解除").first.click()
    page.wait_for_timeout(1_500)
    card(page).get_by_label("最后一天").fill(last_day)
    card(page).get_by_role("button", name="解除").click()


def test_worker_is_assigned_and_released(
    spare_console_url: str, spare_record: Engine, open_page: OpenPage, map_drawn: Wait
) -> None:
    page = open_page("/planner", size="wall", base=spare_console_url)
    map_drawn(page)
    pick(page, "grid", "grids", LAST_GRID, spare_record)
    expect(card(page)).to_contain_text("无人负责")
    page.locator("#assign").click()
    expect(page.locator("#notice")).to_contain_text("请先选择网格员")
    page.locator("#assign-worker").click()
    page.get_by_role("option", name="网格员 005").click()
    page.locator("#assign").click()
    expect(page.locator("#notice")).to_contain_text("已指派")
    expect(card(page).locator(".wg-holder").first).to_contain_text("网格员 005")
    # taken back whole: the day before it began is its last
    yesterday = (date.fromisoformat(page.locator("#assign-since").input_value()) - timedelta(days=1)).isoformat()
    release_on(page, yesterday)
    expect(page.locator("#notice")).to_contain_text("已解除")
    expect(card(page)).to_contain_text("无人负责")
    with spare_record.connect() as connection:
        by = connection.execute(text("SELECT assigned_by, released_by FROM assignment WHERE assigned_by IS NOT NULL"))
        assert by.all() == [("local operator", "local operator")]


def test_blind_spot_becomes_an_exception_and_none_again(spare_console_url: str, open_page: OpenPage) -> None:
    page = open_page("/planner", size="wall", base=spare_console_url)
    expect(page.locator("#tab-count-spots")).not_to_be_empty()
    before = int(page.locator("#tab-count-spots").inner_text())
    spot(page).click()
    card(page).get_by_text("列为例外…").click()
    page.locator("#except").click()
    expect(page.locator("#notice")).to_contain_text("理由和姓名")
    page.locator("#except-reason").fill("待建公园")
    page.locator("#except-name").fill("规划科")
    page.locator("#except").click()
    expect(page.locator("#tab-count-spots")).to_have_text(str(before - 1))
    expect(card(page)).to_contain_text("待建公园 · 规划科")
    page.locator("#except-undo").click()
    expect(page.locator("#tab-count-spots")).to_have_text(str(before))


def test_remark_comes_in_by_itself_and_is_answered(
    spare_console_url: str, spare_record: Engine, open_page: OpenPage
) -> None:
    page = open_page("/planner?tab=remarks", size="wall", base=spare_console_url)
    expect(page.locator("#planner-list")).to_contain_text("没有待办的反馈")
    with session_of(spare_record) as session:
        add_remark(session, LOCAL_OPERATOR, kind="missing", note="3 号楼没有网格", place=(116.3371, 39.9009))
    expect(page.locator("#tab-count-remarks")).to_have_text("1")
    row = page.locator(".wg-remark")
    expect(row).to_contain_text("清泉社区")
    row.click()
    page.wait_for_function("() => window.wangge.page.map.overlay.highlight?.type === 'Point'")
    page.locator("#planner-list summary").click()
    page.locator("#planner-list textarea").fill("已并入第 2 网格")
    page.get_by_role("button", name="答复并办结").click()
    expect(page.locator("#tab-count-remarks")).to_be_hidden()
    expect(page.locator(".wg-remark-answer")).to_contain_text("已并入第 2 网格")


def test_change_made_elsewhere_waits_while_someone_writes(
    spare_console_url: str, spare_record: Engine, open_page: OpenPage
) -> None:
    page = open_page("/planner", size="wall", base=spare_console_url)
    spot(page).click()
    card(page).get_by_text("列为例外…").click()
    page.locator("#except-reason").fill("待建公园")
    with spare_record.begin() as connection:
        connection.execute(text("UPDATE building SET population = 40 WHERE estate_code = 'E1'"))
    expect(page.locator("#planner-figures")).to_contain_text("480 人")
    expect(page.locator("#except-reason")).to_have_value("待建公园")
    page.locator("#except-name").fill("规划科")
    page.locator("#except").click()
    expect(card(page)).to_contain_text("待建公园 · 规划科")
    expect(card(page)).to_contain_text("480")


def test_change_made_elsewhere_shows_by_itself(
    spare_console_url: str, spare_record: Engine, open_page: OpenPage, map_drawn: Wait
) -> None:
    page = open_page("/planner", size="wall", base=spare_console_url)
    map_drawn(page)
    expect(page.locator("#planner-figures")).to_contain_text("360 人")
    with spare_record.begin() as connection:
        connection.execute(text("UPDATE building SET population = 40 WHERE estate_code = 'E1'"))
    expect(page.locator("#planner-figures")).to_contain_text("480 人")
    expect(spot(page)).to_contain_text("480 人")


def test_picks_and_tabs_work_after_a_change_the_page_does_not_show(
    spare_console_url: str, spare_record: Engine, open_page: OpenPage, map_drawn: Wait
) -> None:
    page = open_page("/planner", size="wall", base=spare_console_url)
    map_drawn(page)
    page.evaluate(
        """() => {
            dash_clientside.set_props('live', {data: {subjects: ['incident'], n: 1}});
            dash_clientside.set_props('planner-live', {data: {subjects: ['incident'], n: 1}}) }"""
    )
    pick(page, "grid", "grids", LAST_GRID, spare_record)
    expect(card(page)).to_contain_text("无人负责")
    page.locator("[data-tab=balance]").click()
    expect(page.locator("#planner-list .wg-row")).to_have_count(3)


def test_a_change_that_comes_while_a_list_is_asked_drops_no_answer(
    spare_console_url: str, spare_record: Engine, open_page: OpenPage, map_drawn: Wait
) -> None:
    page = open_page("/planner", size="wall", base=spare_console_url)
    map_drawn(page)
    asked = []

    def slowly(route: Route) -> None:
        if "planner-plans.children" in (route.request.post_data or "") and not asked:
            asked.append(route)
            # the plans do not depend on remarks, the page does
            with session_of(spare_record) as session:
                add_remark(session, LOCAL_OPERATOR, kind="missing", note="3 号楼没有网格", place=(116.3371, 39.9009))
            page.wait_for_timeout(1_500)
        route.continue_()

    page.route("**/_dash-update-component*", slowly)
    page.locator("[data-tab=plans]").click()
    expect(page.locator("#planner-plans .wg-plan-row")).to_have_count(1)
    expect(page.locator("#tab-count-remarks")).to_have_text("1")


def test_draft_is_shown_and_published(spare_console_url: str, spare_record: Engine, open_page: OpenPage) -> None:
    with session_of(spare_record) as session:
        base = plan_in_force(session)
        assert base is not None
        make_draft(session, base.id, name="2026 年草案", viewer=LOCAL_OPERATOR)
    page = open_page("/planner", size="wall", base=spare_console_url)
    page.locator(".wg-plan-menu summary").click()
    page.get_by_role("button", name="查看边界").click()
    page.wait_for_function("() => window.wangge.page.map.overlay.highlight?.features?.length === 11")
    today = page.locator(".wg-plan input").input_value()
    page.locator(".wg-plan input").fill("明天")
    page.get_by_role("button", name="发布").click()
    expect(page.locator("#notice")).to_contain_text("2026-05-01 的形式")
    page.locator(".wg-plan input").fill(today)
    page.get_by_role("button", name="发布").click()
    expect(page.locator("#notice")).to_contain_text(f"“2026 年草案”自 {today} 起生效")
    expect(page.locator(".wg-plan-menu summary")).to_contain_text("2026 年草案")


@pytest.fixture
def worker(spare_record: Engine, tmp_path: Path) -> Iterator[None]:
    """Run the process that does long work, for the console on `spare_record`."""
    url = spare_record.url.render_as_string(hide_password=False)
    process = start_worker(Settings(database_url=url, data_dir=tmp_path), url)
    yield
    process.kill()
    process.communicate()


def square(lon: float, lat: float) -> dict[str, Any]:
    ring = [[lon, lat], [lon + 0.0004, lat], [lon + 0.0004, lat + 0.0006], [lon, lat + 0.0006], [lon, lat]]
    return {"type": "Polygon", "coordinates": [ring]}


def buildings_file(folder: Path) -> Path:
    rows = [("X1", 25), ("X2", -3), ("X1", 10), ("X4", 40)]
    features = [
        {
            "type": "Feature",
            "properties": {"LDBH": code, "RKS": people, "备注": "x"},
            "geometry": square(116.301 + i * 0.001, 39.9061),
        }
        for i, (code, people) in enumerate(rows)
    ]
    path = folder / "楼栋.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def choose(page: Page, file: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.locator("[data-choose='']").click()
    chooser.value.set_files(file)


@pytest.mark.usefixtures("worker")
def test_file_is_uploaded_looked_at_loaded_and_reported(
    spare_console_url: str, spare_record: Engine, open_page: OpenPage, tmp_path: Path, shoot: Shoot
) -> None:
    page = open_page("/planner?tab=load", size="wall", base=spare_console_url)
    choose(page, buildings_file(tmp_path))
    about = page.locator("#load-about")
    expect(about).to_contain_text("楼栋.geojson")
    expect(about.locator(".wg-mapping-row", has_text="人口")).to_contain_text("RKS")
    expect(page.locator("#load-kind")).to_contain_text("楼栋")
    page.wait_for_function("() => window.wangge.page.map.overlay.highlight?.features?.length === 4")
    still(page)
    shoot(page, "planner-preview")
    page.locator("#load-start").click()
    report = page.locator(".wg-report")
    expect(report).to_contain_text("2 新增", timeout=60_000)
    expect(report).to_contain_text("2 被拒")
    refused = page.locator("#load-job .wg-remark")
    expect(refused).to_have_count(2)
    expect(refused.first).to_contain_text("第 2 行")
    page.wait_for_function("() => window.wangge.page.map.overlay.highlight?.coordinates?.length === 2")
    refused.first.click()
    still(page)
    assert centre(page)[0] == pytest.approx(116.3022, abs=0.002)
    shoot(page, "planner-report")
    with spare_record.connect() as connection:
        loaded = connection.execute(text("SELECT code, population FROM building WHERE code LIKE 'X%' ORDER BY code"))
        assert loaded.all() == [("X1", 25), ("X4", 40)]


@pytest.mark.usefixtures("worker")
def test_running_load_is_cancelled_and_leaves_nothing(
    spare_console_url: str, spare_record: Engine, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page("/planner?tab=load", size="wall", base=spare_console_url)
    with spare_record.connect() as holder, holder.begin():
        holder.execute(text("LOCK TABLE building IN EXCLUSIVE MODE"))
        choose(page, buildings_file(tmp_path))
        page.locator("#load-start").click()
        expect(page.locator(".wg-job")).to_contain_text("楼栋.geojson", timeout=60_000)
        again = open_page("/planner?tab=load", size="wall", base=spare_console_url)
        expect(again.locator(".wg-job")).to_contain_text("楼栋.geojson")
        page.get_by_role("button", name="取消").last.click()
        expect(page.locator("#load-job")).to_contain_text("已取消", timeout=60_000)
    with spare_record.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM building WHERE code LIKE 'X%'")) == 0


def test_file_that_cannot_be_read_says_so(spare_console_url: str, open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("/planner?tab=load", size="wall", base=spare_console_url)
    broken = tmp_path / "grids.geojson"
    broken.write_text("{ this is no GeoJSON")
    choose(page, broken)
    expect(page.locator("#load-problem .wg-error")).to_contain_text("grids.geojson")
    expect(page.locator("#load-start")).to_be_disabled()


def test_empty_record_says_what_to_do_with_the_upload_right_there(
    open_page: OpenPage, empty_console_url: str, shoot: Shoot
) -> None:
    page = open_page("/planner", size="wall", base=empty_console_url)
    expect(page.locator(".wg-planner-empty")).to_contain_text("还没有数据")
    expect(page.locator("[data-choose='']")).to_be_visible()
    shoot(page, "planner-empty")


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
