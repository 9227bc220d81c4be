from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely

PARKING, DRIP, SNOW, NOISE = "09009", "06015", "06021", "09013"
NOW = pd.Timestamp("2024-02-29T00:00:00+08:00")


@pytest.fixture(scope="module")
def incidents(district: Any) -> pd.DataFrame:
    table = district.table("incidents.csv")
    for column in ("reported_at", "due_at", "closed_at"):
        table[column] = pd.to_datetime(table[column].where(table[column] != "", None))
    return table


def test_they_fill_the_year_before_today(incidents: pd.DataFrame) -> None:
    assert len(incidents) == 4_000
    assert incidents.reported_at.min() >= NOW - timedelta(days=365)
    assert incidents.reported_at.max() < NOW
    assert incidents.reported_at.dt.date.nunique() > 350
    assert incidents.reported_at.is_monotonic_increasing


def test_times_bear_the_zone_of_the_district(district: Any) -> None:
    raw = district.table("incidents.csv")
    assert raw.reported_at.str.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00").all()


def test_categories_are_known(incidents: pd.DataFrame, district: Any) -> None:
    names = district.table("categories.csv").set_index("code").name
    assert (names.loc[incidents.category].to_numpy() == incidents.category_name.to_numpy()).all()


def test_property_neighbours_and_labour_make_68_percent_of_the_disputes(incidents: pd.DataFrame) -> None:
    disputes = incidents[incidents.category.str.startswith("12")].category
    assert round(disputes.isin(["12001", "12002", "12003"]).mean(), 3) == 0.684


def test_close_to_a_quarter_is_overdue(incidents: pd.DataFrame) -> None:
    late = (incidents.closed_at > incidents.due_at) | (incidents.closed_at.isna() & (incidents.due_at < NOW))
    assert late.mean() == pytest.approx(0.235, abs=0.001)


def test_what_is_closed_has_an_end_and_what_is_open_a_stage(incidents: pd.DataFrame) -> None:
    closed = incidents.stage == "close"
    assert incidents.closed_at[closed].notna().all()
    assert incidents.closed_at[~closed].isna().all()
    assert (incidents.closed_at[closed] > incidents.reported_at[closed]).all()
    assert (incidents.closed_at[closed] < NOW).all()
    assert (~closed).any()


def test_seasons_and_hours_show(incidents: pd.DataFrame) -> None:
    month, hour = incidents.reported_at.dt.month, incidents.reported_at.dt.hour
    assert month[incidents.category == DRIP].isin([6, 7, 8, 9]).mean() > 0.9
    assert month[incidents.category == SNOW].isin([11, 12, 1, 2]).all()
    noise = incidents.category == NOISE
    assert (hour[noise].isin([19, 20, 21, 22, 23, 0, 1])).mean() > 0.7
    assert month[noise].isin([5, 6, 7, 8, 9]).mean() > 0.6
    weekend = incidents.reported_at.dt.day_of_week >= 5
    assert weekend.mean() < 2 / 7 - 0.02


def test_parking_comes_back_to_the_same_spots(incidents: pd.DataFrame) -> None:
    parking = incidents[incidents.category == PARKING]
    xy = np.column_stack([parking.lon * 111_320 * np.cos(np.radians(30.02)), parking.lat * 110_860])
    points = shapely.points(xy)
    one, other = shapely.STRtree(points).query(points, predicate="dwithin", distance=15.0)
    days = ((parking.reported_at - NOW) / timedelta(days=1)).to_numpy()
    later = (days[other] - days[one] >= 0) & (days[other] - days[one] < 90)
    assert (np.bincount(one[later]) >= 5).sum() >= 20


def test_all_lie_in_the_district_and_in_built_up_places(incidents: pd.DataFrame, district: Any) -> None:
    points = shapely.points(incidents.lon, incidents.lat)
    assert shapely.contains(district.level("district").geometry.iloc[0], points).all()
    near = shapely.STRtree(district.buildings.geometry.values).query_nearest(points, max_distance=0.002)[0]
    assert len(np.unique(near)) > 0.99 * len(points)


def test_grounds_without_a_grid_are_late_more_often(incidents: pd.DataFrame, district: Any) -> None:
    late = (incidents.closed_at > incidents.due_at) | incidents.closed_at.isna()
    points = shapely.points(incidents.lon, incidents.lat)
    inside = np.zeros(len(points), dtype=bool)
    inside[shapely.STRtree(district.grids.geometry.values).query(points, predicate="intersects")[0]] = True
    assert late[~inside].mean() > 1.5 * late[inside].mean()
