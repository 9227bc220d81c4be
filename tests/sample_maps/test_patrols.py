from typing import Any

import pandas as pd
import shapely


def test_patrols_keep_to_streets_and_to_the_days_before(district: Any) -> None:
    frame = pd.read_csv(district.folder / "positions.csv")
    assert frame.worker.nunique() >= 4
    days = pd.to_datetime(frame.time).dt.date.astype(str)
    assert set(days) == {"2024-02-26", "2024-02-27", "2024-02-28"}
    assert not frame.duplicated(["worker", "time"]).any()
    streets = shapely.union_all(district.frame("streets.gpkg").geometry.values)
    off = shapely.distance(streets, shapely.points(frame.lon, frame.lat))
    assert off.max() < 40 / 90_000
