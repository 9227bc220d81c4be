"""Drafts on the planner's page: borders dragged, grids split and merged, checks mended, two windows on one draft."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import Engine, text

from gis.database import session_of
from gis.plans.drafts import drop_draft
from tests.browser.draft_page import (
    FIRST,
    OPEN,
    PLACE,
    SECOND,
    STATE,
    OpenDraft,
    click,
    commit,
    corners,
    people,
    place,
    wait_for,
)
from tests.browser.planner_page import OpenPage, Shoot, Wait
from tests.browser.watch import Watch


def test_border_is_dragged_grid_split_and_merged_and_all_undone(open_draft: OpenDraft, shoot: Shoot) -> None:
    page = open_draft()
    before = people(page)
    click(page, 116.3016, 39.9058)
    card = page.locator("#draft-card")
    expect(card).to_contain_text("柳林社区第1网格")
    assert f"sel=draft_grids:{FIRST}" in page.url

    # the handle in the middle of the border: both neighbours follow, and what it means is shown before it is done
    page.keyboard.press("b")
    expect(page.locator("[data-tool=border]")).to_have_attribute("aria-pressed", "true")
    start, end = place(page, 116.3033, 39.906), place(page, 116.3035, 39.9062)
    page.keyboard.down("Alt")
    page.mouse.move(**start)
    page.mouse.down()
    page.mouse.move(**end, steps=4)
    expect(card.locator("[data-grid]")).to_have_count(2)
    shoot(page, "editor-border")
    page.mouse.up()
    page.keyboard.up("Alt")
    wait_for(page, "e.revision > 0")
    added = [corner for corner in corners(page, FIRST) if corner[0] == pytest.approx(116.3035, abs=3e-5)]
    assert len(added) == 1
    assert added[0] in corners(page, SECOND)
    assert people(page) == before

    # a line across the grid, between two rows of buildings
    page.keyboard.press("s")
    click(page, 116.2998, 39.9058)
    page.mouse.move(**place(page, 116.3034, 39.9058), steps=4)
    expect(card).to_contain_text("新增")
    page.mouse.dblclick(**place(page, 116.3041, 39.9058))
    wait_for(page, "e.fabric.grids.size === v.n", n=len(before) + 1)
    new = (people(page).keys() - before.keys()).pop()
    assert people(page)[new] + people(page)[FIRST] == before[FIRST]

    # the new grid and a neighbour become one
    page.keyboard.press("m")
    page.mouse.click(**place(page, 116.3050, 39.9058))
    expect(card).to_contain_text("撤销")
    expect(card.locator("[data-edit=confirm]")).to_be_visible()
    page.keyboard.press("Enter")
    wait_for(page, "e.fabric.grids.size === v.n", n=len(before))

    for _ in range(3):
        page.keyboard.press("Control+z")
    wait_for(page, "e.revision === 0 && e.fabric.grids.size === v.n", n=len(before))
    assert people(page) == before
    assert added[0] not in corners(page, FIRST)
    page.locator("[data-tab=steps]").click()
    expect(page.locator(".wg-step[data-undone]")).to_have_count(3)
    page.keyboard.press("Control+Shift+z")
    wait_for(page, "e.revision > 0")
    assert added[0] in corners(page, FIRST)


def test_border_let_go_with_escape_is_as_it_was(open_draft: OpenDraft) -> None:
    page = open_draft(f"{PLACE}&sel=draft_grids:{FIRST}")
    standing = corners(page, FIRST)
    page.keyboard.press("b")
    page.mouse.move(**place(page, 116.3033, 39.906))
    page.mouse.down()
    page.mouse.move(**place(page, 116.3034, 39.9061), steps=3)
    wait_for(page, "e.hand.grids.length === 2")
    page.keyboard.press("Escape")
    page.mouse.up()
    wait_for(page, "!e.hand.grids.length && !e.dragging")
    assert corners(page, FIRST) == standing
    assert page.evaluate(STATE)["revision"] == 0
    # streets, buildings and borders draw a point to them
    corner = page.evaluate(
        """([lon, lat]) => { const e = window.wangge.page.map.editing, p = e.lmap.latLngToLayerPoint([lat, lon]);
            return e.snapping.nearest({x: p.x + 4, y: p.y + 3}) }""",
        [116.3003, 39.9006],
    )
    assert corner == pytest.approx([116.3003, 39.9006], abs=1e-5)


def test_blind_spot_cured_finding_mended_and_published(
    spare_console_url: str, spare_record: Engine, open_page: OpenPage, map_drawn: Wait, shoot: Shoot
) -> None:
    page = open_page("/planner", size="wall", base=spare_console_url)
    map_drawn(page)
    page.locator(".wg-spot-row", has_text="阳光花园").first.click()
    page.locator("[data-cure]").click()
    page.wait_for_function(OPEN)
    wait_for(page, "e.revision > 0 && e.picked")
    cured = people(page)
    assert sum(cured.values()) == 13440 + 360
    expect(page.locator("#draft-bar")).to_be_visible()
    # the list says what the draft cures, and the map draws it no longer
    expect(page.locator("#planner-list")).to_contain_text("本草案已补")
    page.wait_for_function("() => window.wangge.page.map.tiles.shown.length > 0")
    wait_for(
        page,
        "e.cured && e.map.tiles.current().every(({tile}) => !(tile.have.get('blind_spots')?.features ?? [])"
        ".some((f) => f.properties.kind === 'estate_outside' && f.class >= 0))",
    )

    page.locator("[data-edit=undo]").click()
    wait_for(page, "e.revision === 0")
    # somebody with QGIS draws one grid over its neighbour: the page follows, and says what is wrong
    with spare_record.begin() as connection:
        connection.execute(
            text("""
                UPDATE plan_grid SET geom = ST_Multi(ST_MakeEnvelope(116.30, 39.90, 116.3035, 39.912, 4326))
                WHERE code = :code AND plan_id = (SELECT max(id) FROM plan)
            """),
            {"code": FIRST},
        )
    page.locator("#draft-bar [data-edit=checks]").click()
    expect(page.locator("#draft-checks")).to_have_attribute("data-mood", "error")
    page.locator("#draft-publishing summary").click()
    expect(page.locator("#draft-publish")).to_be_disabled()
    expect(page.locator("#draft-publish-says")).to_contain_text("错误")
    page.locator("#draft-publishing summary").click()
    shoot(page, "editor-checks")
    finding = page.locator("[data-go^='draft_finding:overlap']")
    finding.click()
    expect(page.locator("#draft-card")).to_contain_text("重叠")
    page.locator("[data-mend^=overlap]").click()
    expect(page.locator("#draft-checks")).to_have_attribute("data-mood", "warning")

    page.locator("#draft-publishing summary").click()
    page.locator("#draft-publish").click()
    expect(page.locator("#notice")).to_contain_text("生效")
    expect(page.locator("#draft-bar")).to_be_hidden()
    page.wait_for_function("() => !location.search.includes('draft=')")


def test_two_windows_on_one_draft(open_draft: OpenDraft, watch: Watch, spare_record: Engine, draft: int) -> None:
    one, other = open_draft(), open_draft()
    assert commit(one, "merge", {"grids": [FIRST, SECOND], "into": FIRST})
    wait_for(other, "!e.fabric.grids.has(v.code)", code=SECOND)  # it follows by itself

    # the second to save sees who did what, and tries again on what stands now
    other.evaluate("() => { window.wangge.page.map.editing.sending.follow = () => {} }")
    third = "110199001001003"
    assert commit(one, "insert_vertex", {"edge": [[116.3066, 39.9], [116.3066, 39.912]], "at": [116.3066, 39.906]})
    assert not commit(other, "merge", {"grids": [FIRST, third], "into": FIRST})
    expect(other.locator("#draft-card")).to_contain_text("有人先改了")
    assert [116.3066, 39.906] in corners(other, third)
    other.keyboard.press("Enter")
    wait_for(other, "!e.fabric.grids.has(v.code)", code=third)
    wait_for(one, "!e.fabric.grids.has(v.code)", code=third)

    with session_of(spare_record) as session:
        drop_draft(session, draft)
    expect(one.locator("#notice")).to_contain_text("草案已不存在")
    expect(one.locator("#draft-bar")).to_be_hidden()
    with spare_record.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM plan")) == 1
    watch.expect("409", "404", "console: Failed to load resource")
