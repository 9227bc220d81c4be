"""What is done to the record on the planner's page, and what others do meanwhile, all of it live."""

from datetime import date, timedelta

from playwright.sync_api import BrowserContext, Page, Route, expect
from sqlalchemy import Engine, text

from gis.database import session_of
from gis.plans import make_draft, plan_in_force, plan_of, publish
from gis.remarks import add_remark
from gis.viewer import LOCAL_OPERATOR
from tests.browser.planner_page import LAST_GRID, OpenPage, Wait, card, pick, spot


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


def test_a_change_that_comes_before_the_first_figures_drops_them_not(
    spare_console_url: str, open_page: OpenPage, contexts: list[BrowserContext]
) -> None:
    page = open_page("/community", size="wall", base=spare_console_url)
    contexts[-1].add_init_script(
        """new MutationObserver((_, observer) => {
            if (!document.querySelector('#planner-figures')) return;
            observer.disconnect();
            dash_clientside.set_props('live', {data: {subjects: ['incident'], n: 1}});
        }).observe(document, {childList: true, subtree: true})"""
    )
    page.goto(f"{spare_console_url}/planner")
    expect(page.locator("#planner-figures")).to_contain_text("360 人")


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


def test_plan_published_ahead_is_withdrawn(
    spare_console_url: str, spare_record: Engine, open_page: OpenPage, map_drawn: Wait
) -> None:
    with session_of(spare_record) as session:
        base = plan_in_force(session)
        assert base is not None
        plan = make_draft(session, base.id, name="明年的方案", viewer=LOCAL_OPERATOR)
        publish(session, plan.id, effective_from=date(2199, 1, 1), viewer=LOCAL_OPERATOR, as_it_stands=True)
    page = open_page("/planner", size="wall", base=spare_console_url)
    map_drawn(page)
    page.locator("[data-tab=plans]").click()
    row = page.locator(f"[data-plan='{plan.id}']")
    expect(row).to_contain_text("即将生效")
    row.get_by_text("撤回…").click()
    row.get_by_role("button", name="撤回发布").click()
    expect(page.locator("#notice")).to_contain_text("“明年的方案”已变回草案")
    expect(row).to_contain_text("撤回")
    expect(row.get_by_role("button", name="打开")).to_be_visible()
    with session_of(spare_record) as session:
        assert (plan_of(session, plan.id).state, plan_of(session, base.id)) == ("draft", base)
