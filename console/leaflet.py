"""From the record's words to Leaflet's: the one place where (lon, lat) turns into (lat, lon)."""

from collections.abc import Sequence
from typing import Any

import dash_leaflet as dl

from gis.extent import BBox
from gis.settings import Settings
from layers import find_layers

LatLng = tuple[float, float]
WHOLE_COUNTRY: BBox = (73.5, 18.0, 135.1, 53.6)
LEAST_ZOOM, MOST_ZOOM = 4, 20


def latlng(point: Sequence[float]) -> LatLng:
    """Return Leaflet's (lat, lon) of a (lon, lat)."""
    return (point[1], point[0])


def bounds(bbox: BBox) -> tuple[LatLng, LatLng]:
    """Return Leaflet's corners (south-west, north-east) of a bounding box."""
    return latlng(bbox[:2]), latlng(bbox[2:])


def base_layers() -> list[str]:
    """Return the ids of the layers that make the base map, in drawing order."""
    return [layer.id for layer in find_layers().values() if layer.group == "base"]


def map_of(extent: BBox | None, settings: Settings, *, class_name: str = "wg-map", exact_fit: bool = False) -> dl.Map:
    """Return the map of a page; the browser's module fills it from the store `map-view`.

    Args:
        extent: What it shows first; None: the whole country, since the record is empty.
        settings: Says whether a background tile server is asked.
        class_name: Its place in the page.
        exact_fit: Whether it may rest at any zoom, to fit what it shows exactly.
    """
    background: list[Any] = []
    if settings.tile_url is not None:
        background.append(dl.TileLayer(url=settings.tile_url, attribution=settings.tile_attribution, opacity=0.6))
    return dl.Map(
        background,
        id="map",
        bounds=bounds(extent or WHOLE_COUNTRY),
        boundsOptions={"padding": [16, 16]},
        minZoom=LEAST_ZOOM,
        maxZoom=MOST_ZOOM,
        zoomControl=False,
        zoomSnap=0 if exact_fit else 0.25,
        attributionControl=settings.tile_url is not None,
        keyboard=True,
        # the browser's module tells where the map is, in the store `map-extent`
        trackViewport=False,
        wheelPxPerZoomLevel=90,
        className=class_name,
    )


def view(
    layers: Sequence[str],
    *,
    area: str | None = None,
    selection: dict[str, Any] | None = None,
    highlight: dict[str, Any] | None = None,
    fly: dict[str, Any] | None = None,
    home: BBox | None = None,
    names: bool = True,
) -> dict[str, Any]:
    """Return what the store `map-view` holds.

    Args:
        layers: Ids of the layers that are shown; the base map is put under them.
        area: Code of the area the page is about.
        selection: The thing picked, as {"layer", "id"}.
        highlight: GeoJSON that is drawn above all layers.
        fly: Where the map goes, as {"bbox": (…)} or {"center": (lon, lat), "zoom"} with a number `n` that grows.
        home: Where the map begins and whither the key 0 leads; None: what it showed at first.
        names: Whether the base map names places.
    """
    base = [layer for layer in base_layers() if names or layer != "places"]
    return {
        "layers": [*base, *[layer for layer in layers if layer not in base]],
        "area": area,
        "selection": selection,
        "highlight": highlight,
        "fly": fly,
        "home": home,
    }
