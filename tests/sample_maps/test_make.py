import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyogrio
import pytest

from gis.progress import Cancelled
from sample_maps import make

CHECKOUT = Path(__file__).parents[2]
IN_ORDER = [
    "areas", "estates", "buildings", "grids", "streets", "water", "greens", "places", "resources", "workers",
    "categories", "incidents", "positions",
]  # fmt: skip
COLUMNS = {
    "areas": "code name level parent_code zone",
    "grids": "CODE NAME COMMUNITY START_DATE",
    "estates": "code name occupied_since",
    "buildings": "code name use levels households population elderly occupied_since estate_code community_code",
    "streets": "code name class width_m bridge layer",
    "water": "code name kind",
    "greens": "code name kind",
    "places": "code name kind",
    "resources": "code name kind capacity address lon lat",
    "workers": "code name role grids post_lon post_lat",
    "categories": "code name name_en class_name",
    "incidents": "code category category_name description reported_at due_at closed_at stage source lon lat",
    "positions": "worker time lon lat",
}


def test_it_names_its_files_in_the_order_of_loading(district: Any) -> None:
    assert [file.kind for file in district.made.files] == IN_ORDER
    assert all(file.path.is_file() for file in district.made.files)
    assert district.made.plan_date == date(2018, 5, 1)


@pytest.mark.parametrize("kind", IN_ORDER)
def test_each_file_has_its_columns_and_every_code_once(district: Any, kind: str) -> None:
    path = next(file.path for file in district.made.files if file.kind == kind)
    frame = pd.read_csv(path, dtype=str) if path.suffix == ".csv" else pyogrio.read_dataframe(path)

    assert [c for c in frame.columns if c != "geometry"] == COLUMNS[kind].split()
    assert len(frame)
    if kind == "positions":
        return
    codes = frame["CODE" if kind == "grids" else "code"]
    assert codes.notna().all()
    assert codes.is_unique


@pytest.mark.parametrize(
    "kind", [k for k in IN_ORDER if k not in {"resources", "workers", "categories", "incidents", "positions"}]
)
def test_shapes_are_valid_single_parts_in_degrees_of_seven_decimals(district: Any, kind: str) -> None:
    path = next(file.path for file in district.made.files if file.kind == kind)
    frame = pyogrio.read_dataframe(path)

    assert frame.crs.to_epsg() == 4326
    assert frame.geometry.is_valid.all()
    assert set(frame.geometry.geom_type) <= {"Polygon", "LineString", "Point"}
    coordinates = frame.geometry.get_coordinates().to_numpy()
    assert abs(coordinates * 1e7 - (coordinates * 1e7).round()).max() < 1e-3


def test_the_same_seed_and_day_make_the_same_district_in_any_process(district: Any, tmp_path: Path) -> None:
    script = (
        "import sys; from datetime import date; from pathlib import Path; from sample_maps import make;"
        "make(Path(sys.argv[1]), size='small', today=date.fromisoformat(sys.argv[2]))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "4711"}
    subprocess.run([sys.executable, "-c", script, tmp_path, "2024-02-29"], check=True, cwd=CHECKOUT, env=environment)

    for file in district.made.files:
        again = tmp_path / file.path.name
        if file.path.suffix == ".csv":
            assert again.read_bytes() == file.path.read_bytes()
        else:
            one, other = pyogrio.read_dataframe(file.path), pyogrio.read_dataframe(again)
            assert one.drop(columns="geometry").equals(other.drop(columns="geometry"))
            assert (one.geometry.to_wkb() == other.geometry.to_wkb()).all()


def test_another_seed_makes_another_district(district: Any, tmp_path: Path) -> None:
    make(tmp_path, size="small", seed=7, today=date(2024, 2, 29))

    other = pyogrio.read_dataframe(tmp_path / "areas.gpkg")
    assert not other.geometry.iloc[0].equals(district.areas.geometry.iloc[0])


def test_it_can_be_cancelled_on_the_way(tmp_path: Path) -> None:
    class Impatient:
        def start(self, label: str, total: int | None = None) -> None:
            self.label, self.total = label, total

        def advance(self, steps: int = 1) -> None:
            raise Cancelled(steps)

    with pytest.raises(Cancelled):
        make(tmp_path, size="small", progress=Impatient())
    assert not list(tmp_path.iterdir())


def test_progress_counts_up_to_what_it_announced(tmp_path: Path) -> None:
    stages: list[list[int | None]] = []

    class Counting:
        def start(self, label: str, total: int | None = None) -> None:
            assert label
            stages.append([total, 0])

        def advance(self, steps: int = 1) -> None:
            stages[-1][1] += steps

    make(tmp_path, size="small", progress=Counting())
    assert len(stages) == 2
    assert all(total == done for total, done in stages)


def test_as_a_program_it_writes_into_the_folder_it_is_given(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "district"
    run = subprocess.run(
        [sys.executable, "-m", "sample_maps", folder, "--size", "small", "--seed", "3"],
        check=True, cwd=CHECKOUT, capture_output=True, text=True,
    )  # fmt: skip

    assert [line.split("\t")[0] for line in run.stdout.splitlines()] == IN_ORDER
    assert (folder / "buildings.fgb").is_file()
