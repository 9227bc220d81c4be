"""The small sample district, made once for all tests of this folder, and its files read back."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import CRS

from sample_maps import SampleDistrict, make

TODAY = date(2024, 2, 29)


@dataclass(frozen=True)
class Read:
    """The district's files as frames in EPSG:4326, and in a metric zone around its centre."""

    made: SampleDistrict
    folder: Path

    def frame(self, name: str) -> gpd.GeoDataFrame:
        return gpd.read_file(self.folder / name)

    def metric(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        return frame.to_crs(CRS("+proj=tmerc +lat_0=30.02 +lon_0=115.87 +datum=WGS84 +units=m"))

    @cached_property
    def areas(self) -> gpd.GeoDataFrame:
        return self.frame("areas.gpkg")

    def level(self, level: str) -> gpd.GeoDataFrame:
        return self.areas[self.areas.level == level].reset_index(drop=True)

    @cached_property
    def estates(self) -> gpd.GeoDataFrame:
        return self.frame("estates.geojson")

    @cached_property
    def buildings(self) -> gpd.GeoDataFrame:
        return self.frame("buildings.fgb").sort_values("code", ignore_index=True)

    @cached_property
    def inner(self) -> np.ndarray:
        return shapely.point_on_surface(self.buildings.geometry.values)

    @cached_property
    def grids(self) -> gpd.GeoDataFrame:
        return self.frame("grids.zip")

    @cached_property
    def streets(self) -> gpd.GeoDataFrame:
        return self.frame("streets.gpkg")

    @cached_property
    def water(self) -> gpd.GeoDataFrame:
        return self.frame("water.gpkg")

    @cached_property
    def in_grids(self) -> pd.DataFrame:
        """Which building's inner point lies in which grid; a building may lie in none, or in two."""
        building, grid = shapely.STRtree(self.grids.geometry.values).query(self.inner, predicate="within")
        return pd.DataFrame({"building": building, "grid": grid})

    @cached_property
    def grid_people(self) -> np.ndarray:
        held = self.in_grids
        people = self.buildings.population.to_numpy()[held.building]
        return np.bincount(held.grid, people, minlength=len(self.grids))

    def table(self, name: str) -> pd.DataFrame:
        return pd.read_csv(self.folder / name, dtype={"code": str, "category": str}, keep_default_na=False)


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> Read:
    folder = tmp_path_factory.mktemp("sample")
    return Read(make(folder, size="small", today=TODAY), folder)
