from console import leaflet
from gis.settings import Settings


def test_corners_turn_from_lon_lat_to_lat_lon() -> None:
    assert leaflet.bounds((116.3, 39.9, 116.4, 40.0)) == ((39.9, 116.3), (40.0, 116.4))
    assert leaflet.latlng((116.3, 39.9)) == (39.9, 116.3)


def test_map_shows_the_extent_or_the_whole_country() -> None:
    assert leaflet.map_of((116.3, 39.9, 116.4, 40.0), Settings()).bounds == ((39.9, 116.3), (40.0, 116.4))
    assert leaflet.map_of(None, Settings()).bounds == leaflet.bounds(leaflet.WHOLE_COUNTRY)


def test_no_tile_server_is_asked_unless_a_setting_names_one() -> None:
    assert leaflet.map_of(None, Settings()).children == []
    (background,) = leaflet.map_of(None, Settings(tile_url="https://tiles.example.org/{z}/{x}/{y}.png")).children
    assert background.url == "https://tiles.example.org/{z}/{x}/{y}.png"


def test_view_puts_the_base_map_under_everything() -> None:
    layers = leaflet.view(["grids", "streets"])["layers"]
    assert layers[-1] == "grids"
    assert layers.count("streets") == 1
    assert set(leaflet.base_layers()) <= set(layers)
    assert "places" not in leaflet.view(["grids"], names=False)["layers"]
