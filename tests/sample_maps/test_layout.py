from typing import Any

import numpy as np
import shapely

from sample_maps.footprints import COURTYARD, RECTANGLE, SHAPES, draw
from sample_maps.layout import RowStyle, rows


def style(
    length: float, depth: float, row_gap: float, gap: float, *, spread: float = 0.0, stretch: float = 0.0
) -> RowStyle:
    return RowStyle(*(np.array([v], dtype=float) for v in (length, depth, row_gap, gap, spread, stretch)))


def lay(shape: str, how: RowStyle, angle: float = 0.0) -> tuple[Any, Any]:
    shapes = np.array([shapely.from_wkt(shape)], dtype=object)
    origin = shapely.get_coordinates(shapely.centroid(shapes))
    sites = rows(shapes, np.array([angle]), origin, how, np.random.default_rng(0))
    plain = np.full(len(sites.plot), RECTANGLE)
    return draw(sites, plain, np.zeros(len(plain), dtype=bool), np.array([angle]), origin), shapes[0]


def test_rows_fill_a_plot_from_edge_to_edge() -> None:
    buildings, _ = lay("POLYGON ((0 0, 100 0, 100 80, 0 80, 0 0))", style(45, 12, 20, 10))
    assert len(buildings) == 6
    assert shapely.total_bounds(buildings)[[0, 2]].tolist() == [0, 100]
    assert set(shapely.area(buildings).round()) == {540}


def test_buildings_stretch_to_fill_their_row() -> None:
    buildings, _ = lay("POLYGON ((0 0, 100 0, 100 12, 0 12, 0 0))", style(40, 12, 20, 10, stretch=0.3))
    widths = shapely.bounds(buildings)[:, 2] - shapely.bounds(buildings)[:, 0]
    assert widths.round(1).tolist() == [45, 45]


def test_rows_follow_the_angle_of_their_plot() -> None:
    buildings, plot = lay("POLYGON ((0 0, 80 60, 50 100, -30 40, 0 0))", style(30, 10, 15, 8), angle=np.arctan2(60, 80))
    assert len(buildings) >= 4
    assert shapely.covers(shapely.buffer(plot, 0.05), buildings).all()


def test_a_plot_too_small_stays_empty() -> None:
    buildings, _ = lay("POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0))", style(40, 12, 20, 10))
    assert len(buildings) == 0


def test_every_shape_is_valid_and_stays_on_its_site() -> None:
    plot = np.array([shapely.box(0, 0, 60, 40)], dtype=object)
    origin = np.array([[0.0, 0.0]])
    sites = rows(plot, np.array([0.0]), origin, style(60, 40, 1, 1), np.random.default_rng(0))
    for number in range(len(SHAPES)):
        (drawn,) = draw(sites, np.array([number]), np.array([True]), np.array([0.0]), origin)
        assert drawn.is_valid
        assert 0.3 * 2400 < drawn.area <= 2400
        assert shapely.covers(plot[0].buffer(0.01), drawn)
        assert len(drawn.interiors) == (number == COURTYARD)
