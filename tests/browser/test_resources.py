from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.watch import Watch

OpenPage = Callable[..., Page]
Wait = Callable[[Page], None]
Shoot = Callable[[Page, str], None]

SLIDE = """radius => {
    const slider = document.getElementById('reach-radius'), begun = performance.now();
    slider.value = String(radius);
    slider.dispatchEvent(new Event('input', {bubbles: true}));
    const frame = () => new Promise(requestAnimationFrame);
    return frame().then(frame).then(() => performance.now() - begun);
}"""


def test_sliding_the_radius(open_page: OpenPage, map_drawn: Wait, shoot: Shoot) -> None:
    page = open_page("/resources?lang=en")
    reached = page.locator("[data-reach-figure=reached]")
    expect(reached).to_contain_text("%")
    map_drawn(page)
    before = float(reached.inner_text().removesuffix(" %"))
    page.evaluate(SLIDE, 1500)
    expect(page.locator("#reach-radius-words b")).to_have_text("1\u202f500 m")
    expect(reached).not_to_have_text(f"{before:.1f} %")
    assert float(reached.inner_text().removesuffix(" %")) > before
    # the area follows, and the address keeps what is shown
    page.wait_for_function("() => window.wangge.page.map.overlay.highlight?.coordinates?.length > 0")
    page.wait_for_url("**radius=1500**")
    shoot(page, "resources-1440-en")

    page.get_by_role("tab", name="By grid").click()
    expect(page.locator("#reach-table tbody tr").first).to_contain_text("%")
    page.locator("#reach-table tbody tr[data-reach-go]").first.click()
    page.wait_for_timeout(1800)
    map_drawn(page)
    bands = page.evaluate(
        """() => [...new Set(window.wangge.page.map.tiles.current()
            .flatMap(c => c.tile.have.get('unserved')?.features ?? []).map(f => f.class))].sort()"""
    )
    assert bands
    shoot(page, "resources-grid-en")


def test_in_chinese_dark_and_on_a_phone(open_page: OpenPage, map_drawn: Wait, shoot: Shoot) -> None:
    page = open_page("/resources", size="phone")
    expect(page.locator("[data-reach-figure=reached]")).to_contain_text("%")
    map_drawn(page)
    page.locator("[data-action=theme]").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    shoot(page, "resources-390-dark")


HOME_SHOWN = """() => {
    const {map, view} = window.wangge.page.map, box = map.getBounds(), [west, south, east, north] = view.home;
    return box.contains([[south, west], [north, east]]) && map.getZoom() > 10 && map.getZoom() < 15;
}"""
CUT_OFF = """() => [...document.querySelectorAll('#sites-ask select')].filter(select => {
    const free = select.cloneNode(true);
    free.style.cssText = 'position: absolute; width: max-content';
    select.after(free);
    const wanted = free.getBoundingClientRect().width;
    free.remove();
    return select.getBoundingClientRect().width < wanted - 1;
}).map(select => select.id)"""


def test_the_whole_district_shows_at_first_where_panels_leave_little_room(open_page: OpenPage, map_drawn: Wait) -> None:
    page = open_page("/resources?lang=en", size="phone")
    map_drawn(page)
    assert page.evaluate(HOME_SHOWN)
    # no room is left beside the panel at all: the whole map is taken
    page.set_viewport_size({"width": 390, "height": 460})
    page.evaluate("() => { const {map} = window.wangge.page; map.map.invalidateSize(); map.goHome({animate: false}); }")
    assert page.evaluate(HOME_SHOWN)

    page.set_viewport_size({"width": 1920, "height": 1080})
    page.locator("#sites-ask select").first.wait_for(state="attached")
    page.evaluate("() => { document.querySelector('.wg-sites').open = true; }")
    assert page.evaluate(CUT_OFF) == []


def test_candidates_and_a_budget_are_given_on_the_page(
    open_page: OpenPage, map_drawn: Wait, shoot: Shoot, watch: Watch
) -> None:
    page = open_page("/resources?lang=en&kind=castle")
    page.wait_for_url("**kind=elderly_centre**")  # what is shown, as the record has no castle
    map_drawn(page)
    page.locator("#sites-ask select").first.wait_for(state="attached")
    page.evaluate("() => { document.querySelector('.wg-sites').open = true; }")
    answer = page.locator("#sites-answer")
    page.locator("#sites-budget").fill("500000")
    page.locator("#sites-go").click()
    expect(answer).to_contain_text("column price")  # the record's own places have none
    page.locator("#sites-from").select_option("file")
    page.locator("#sites-go").click()
    expect(answer).to_contain_text("Choose a file")
    table = "名称,经度,纬度,造价\n甲,116.30,39.90,不知\n".encode("gbk")
    page.locator("#sites-file").set_input_files({"name": "plots.csv", "mimeType": "text/csv", "buffer": table})
    page.locator("#sites-go").click()
    expect(answer).to_contain_text("is no price")
    shoot(page, "resources-budget-en")
    watch.troubles.clear()  # what was refused


def test_an_empty_record_says_what_to_do(open_page: OpenPage, empty_console_url: str) -> None:
    page = open_page("/resources", base=empty_console_url)
    expect(page.locator(".wg-empty")).to_contain_text("还没有导入资源")
