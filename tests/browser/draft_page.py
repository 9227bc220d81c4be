"""What tests of an open draft do on the planner's page again and again."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

OpenDraft = Callable[..., Page]
FIRST, SECOND = "110199001001001", "110199001001002"
"""Two neighbours; their border runs along 116.3033 from 39.900 to 39.912, with buildings 25 m away on both sides."""
PLACE = "at=39.9062,116.3033,16"
OPEN = "() => Boolean(window.wangge?.page.map?.editing?.tool)"
STATE = """() => { const e = window.wangge.page.map.editing;
    return {revision: e.revision, grids: [...e.fabric.grids.values()].map(({code, people}) => [code, people])} }"""


def place(page: Page, lon: float, lat: float) -> dict[str, float]:
    """Where a place of the map is on the screen."""
    return page.evaluate(
        """([lon, lat]) => { const m = window.wangge.page.map.map, box = m.getContainer().getBoundingClientRect(),
            p = m.latLngToContainerPoint([lat, lon]); return {x: box.x + p.x, y: box.y + p.y} }""",
        [lon, lat],
    )


def click(page: Page, lon: float, lat: float) -> None:
    page.mouse.click(**place(page, lon, lat))


def people(page: Page) -> dict[str, int]:
    return dict(page.evaluate(STATE)["grids"])


def wait_for(page: Page, condition: str, **values: Any) -> None:
    page.wait_for_function(f"(v) => {{ const e = window.wangge.page.map.editing; return {condition} }}", arg=values)


def corners(page: Page, code: str) -> list[list[float]]:
    return page.evaluate(
        "(code) => window.wangge.page.map.editing.fabric.grids.get(code).geometry.coordinates[0][0]", code
    )


def commit(page: Page, operation: str, arguments: dict[str, Any]) -> bool:
    return page.evaluate("([name, args]) => window.wangge.page.map.editing.commit(name, args)", [operation, arguments])
