"""A draft in several windows and over several days: locked, published meanwhile, left in mid-drag, undone later."""

from playwright.sync_api import expect
from sqlalchemy import Engine, text

from gis.database import session_of
from gis.plans import publish
from gis.viewer import LOCAL_OPERATOR
from tests.browser.draft_page import (
    FIRST,
    OPEN,
    PLACE,
    SECOND,
    STATE,
    OpenDraft,
    click,
    commit,
    people,
    place,
    wait_for,
)
from tests.browser.watch import Watch


def test_a_lock_holds_in_another_window_and_an_edit_survives_the_publishing(
    open_draft: OpenDraft, spare_record: Engine, draft: int, watch: Watch
) -> None:
    one, other = open_draft(f"{PLACE}&sel=draft_grids:{FIRST}"), open_draft()
    count = len(people(one))
    one.locator("#draft-card [data-edit=lock]").click()
    wait_for(other, "e.fabric.grids.get(v.code).locked", code=FIRST)
    other.keyboard.press("s")
    click(other, 116.2996, 39.9058)
    other.mouse.move(**place(other, 116.3040, 39.9058), steps=4)
    expect(other.locator("#draft-card")).to_contain_text("已锁定")
    one.locator("#draft-card [data-edit=lock]").click()
    wait_for(other, "!e.fabric.grids.get(v.code).locked", code=FIRST)

    # the line is still in the hand when the draft is published elsewhere
    other.mouse.move(**place(other, 116.3041, 39.9058), steps=2)
    expect(other.locator("#draft-card")).to_contain_text("新增")
    with session_of(spare_record) as session:
        today = session.scalar(text("SELECT current_date"))
        publish(session, draft, effective_from=today, viewer=LOCAL_OPERATOR)
    for page in (one, other):
        expect(page.locator("#notice")).to_contain_text("已经发布")
        expect(page.locator("#draft-bar")).to_be_hidden()
    other.locator("[data-go-on]").click()
    other.wait_for_function(OPEN)
    expect(other.locator("#draft-card")).to_contain_text("没有赶上发布")
    other.keyboard.press("Enter")
    wait_for(other, "e.fabric.grids.size === v.n", n=count + 1)
    with spare_record.connect() as connection:
        base = connection.scalar(text("SELECT base_id FROM plan ORDER BY id DESC LIMIT 1"))
    assert base == draft
    watch.expect("409", "console: Failed to load resource")


def test_steps_go_back_and_forth_after_the_page_was_left(open_draft: OpenDraft) -> None:
    page = open_draft()
    before = people(page)
    border = [[116.3033, 39.9], [116.3033, 39.912]]
    assert commit(page, "insert_vertex", {"edge": border, "at": [116.3033, 39.9058]})
    assert commit(page, "split", {"grid": FIRST, "line": [[116.2998, 39.9058], [116.3040, 39.9058]], "code": None})
    assert commit(page, "merge", {"grids": [FIRST, SECOND], "into": FIRST})
    after = people(page)
    # the window goes while a border is in the hand: nothing of it is saved
    page.evaluate("(code) => window.wangge.page.map.editing.pick(code)", FIRST)
    page.keyboard.press("b")
    page.mouse.move(**place(page, 116.3033, 39.9089))
    page.mouse.down()
    page.mouse.move(**place(page, 116.3036, 39.9090), steps=3)
    page.close()

    page = open_draft(f"{PLACE}&tab=steps")
    assert people(page) == after
    expect(page.locator(".wg-step")).to_have_count(4)
    for _ in range(4):  # one more than there are
        page.keyboard.press("Control+z")
        page.wait_for_timeout(250)
    wait_for(page, "e.revision === 0")
    assert people(page) == before
    expect(page.locator(".wg-step[data-undone]")).to_have_count(3)
    expect(page.locator("#draft-hint")).to_contain_text("没有可撤销")
    page.reload()
    page.wait_for_function(OPEN)
    for _ in range(3):
        page.keyboard.press("Control+y")
    page.wait_for_function(f"(n) => ({STATE})().grids.length === n", arg=len(after))
    wait_for(page, "e.fabric.grids.get(v.code).people === v.n", code=FIRST, n=after[FIRST])

    # the histogram's bars are brushed: their grids are marked
    bars = page.locator("#draft-histogram .wg-hist-bar")
    first, last = bars.first.bounding_box(), bars.last.bounding_box()
    assert first is not None
    assert last is not None
    page.mouse.move(first["x"] + 3, first["y"] + 20)
    page.mouse.down()
    page.mouse.move(last["x"] + 3, last["y"] + 20, steps=5)
    page.mouse.up()
    wait_for(page, "e.layer.marked.size === e.fabric.grids.size")
