"""Tools of an open draft: what they give, what they refuse, and that nothing that was drawn is lost by it."""

from playwright.sync_api import Page, expect

from tests.browser.draft_page import FIRST, PLACE, SECOND, OpenDraft, click, people, place, wait_for
from tests.browser.planner_page import Shoot
from tests.browser.watch import Watch

ESTATE_SIDE, OTHER = "110199002002002", "110199002002001"
"""The grid beside the estate that is in no grid, and its neighbour on the other side."""
REFUSED = ("400", "console: Failed to load resource")


def draw(page: Page, *places: tuple[float, float]) -> None:
    """Set points where they are said to be: snapping is off."""
    page.keyboard.down("Alt")
    for lon, lat in places:
        page.mouse.move(**place(page, lon, lat), steps=3)
        click(page, lon, lat)
    page.keyboard.up("Alt")


def test_an_estate_and_then_buildings_are_given(open_draft: OpenDraft, shoot: Shoot) -> None:
    page = open_draft("at=39.9045,116.3350,16")
    before = people(page)
    card, hint = page.locator("#draft-card"), page.locator("#draft-hint")
    page.keyboard.press("g")
    click(page, 116.3383, 39.9013)  # between its buildings
    expect(hint).to_contain_text("阳光花园")
    page.mouse.move(**place(page, 116.3350, 39.9016), steps=3)
    block = card.locator(f"[data-grid='{ESTATE_SIDE}']")
    expect(block).to_contain_text(f"+{360}")
    expect(block.locator("[data-people]")).to_have_attribute("data-people", str(before[ESTATE_SIDE] + 360))
    shoot(page, "editor-give")
    click(page, 116.3350, 39.9016)
    wait_for(page, "e.fabric.grids.get(v.code).people === v.n", code=ESTATE_SIDE, n=before[ESTATE_SIDE] + 360)

    for lat in (39.9065, 39.9079):
        click(page, 116.3338, lat)
    expect(hint).to_contain_text("2 栋楼")
    click(page, 116.3350, 39.9016)  # where they are already
    expect(hint).to_contain_text("已在网格 002 内")
    click(page, 116.3320, 39.9016)
    wait_for(page, "e.fabric.grids.get(v.code).people === v.n", code=OTHER, n=before[OTHER] + 60)
    assert people(page)[ESTATE_SIDE] == before[ESTATE_SIDE] + 300


def test_what_cannot_be_done_is_said_and_stays_drawn(open_draft: OpenDraft, watch: Watch) -> None:
    page = open_draft(f"{PLACE}&sel=draft_grids:{FIRST}")
    count = len(people(page))
    card, hint = page.locator("#draft-card"), page.locator("#draft-hint")

    # a line that parts nothing, ended with a double click: its last point can be taken back
    page.keyboard.press("s")
    draw(page, (116.3008, 39.9058))
    page.mouse.dblclick(**place(page, 116.3022, 39.9058))
    expect(hint).to_contain_text("没有切开网格")
    wait_for(page, "e.tool.drawing.places.length === 2")
    page.keyboard.press("Backspace")
    wait_for(page, "e.tool.drawing.places.length < 2")
    page.keyboard.press("Escape")
    expect(page.locator("[data-tool=split]")).to_have_attribute("aria-pressed", "true")

    draw(page, (116.2996, 39.9058), (116.3026, 39.9070), (116.3026, 39.9044), (116.3010, 39.9066), (116.3040, 39.9058))
    expect(card).to_contain_text("自相交")
    page.keyboard.press("Escape")

    # through a row of buildings: only when it is told to, and for this one line
    draw(page, (116.2996, 39.9051))
    page.mouse.move(**place(page, 116.3038, 39.9051), steps=3)
    expect(card).to_contain_text("按 X 允许")
    page.keyboard.press("x")
    expect(card).to_contain_text("新增")
    expect(hint).to_contain_text("现在允许切断楼栋")
    draw(page, (116.3038, 39.9051))
    page.keyboard.press("Enter")
    wait_for(page, "e.fabric.grids.size === v.n", n=count + 1)
    expect(hint).not_to_contain_text("现在允许切断楼栋")
    page.keyboard.press("Control+z")
    wait_for(page, "e.fabric.grids.size === v.n", n=count)

    page.keyboard.press("m")
    click(page, 116.3082, 39.9058)  # beyond the second grid; the picked one is taken already
    expect(card).to_contain_text("没有公共边界")
    page.keyboard.press("Escape")
    watch.expect(*REFUSED)


def test_a_hole_is_cut_and_filled_and_a_blind_spot_carved(open_draft: OpenDraft, shoot: Shoot) -> None:
    page = open_draft()
    page.keyboard.press("h")
    draw(page, (116.3006, 39.90550), (116.3024, 39.90550), (116.3024, 39.90612), (116.3006, 39.90612))
    page.keyboard.press("Enter")
    wait_for(page, "e.fabric.grids.get(v.code).geometry.coordinates[0].length === 2", code=FIRST)
    click(page, 116.3015, 39.9058)
    wait_for(page, "e.fabric.grids.get(v.code).geometry.coordinates[0].length === 1", code=FIRST)

    page = open_draft("at=39.9030,116.3370,16")
    count = len(people(page))
    card, hint = page.locator("#draft-card"), page.locator("#draft-hint")
    page.keyboard.press("c")
    for _ in range(2):  # left with Esc, and clicked again
        click(page, 116.3383, 39.9013)
        expect(card).to_contain_text("新增")
        expect(hint).to_contain_text("这处盲区")
        shoot(page, "editor-carve")
        page.keyboard.press("Escape")
        expect(card).to_be_hidden()
        expect(hint).not_to_contain_text("这处盲区")
    click(page, 116.3383, 39.9013)
    expect(card).to_contain_text("360")
    page.keyboard.press("Enter")
    wait_for(page, "e.fabric.grids.size === v.n", n=count + 1)
    assert SECOND in people(page)
