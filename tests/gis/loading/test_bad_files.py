# ruff: noqa: E501 - a case reads best on one line
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.errors import InputError
from gis.loading import LoadOptions, LoadReport, load_file, load_osm
from gis.viewer import LOCAL_OPERATOR

WriteLayer = Callable[..., Path]
WriteText = Callable[..., Path]
Load = Callable[..., LoadReport]
Box = Callable[..., str]


def refused(session: Session, path: Path, kind: str = "estates") -> str:
    """Load a file that cannot be taken, and return the one line that says so; the record stays empty."""
    with pytest.raises(InputError) as error:
        load_file(session, kind, path, options=LoadOptions(), viewer=LOCAL_OPERATOR)
    line = str(error.value)
    assert "\n" not in line
    assert session.scalar(text("SELECT count(*) FROM estate")) == 0
    return line


def test_a_missing_file(session: Session, tmp_path: Path) -> None:
    assert refused(session, tmp_path / "no.gpkg").startswith("There is no file ")


def test_an_address_is_no_file(session: Session) -> None:
    assert "There is no file" in refused(session, Path("/vsicurl/http://localhost/a.gpkg"))


def test_an_empty_file(session: Session, tmp_path: Path) -> None:
    (tmp_path / "a.gpkg").touch()
    assert refused(session, tmp_path / "a.gpkg") == "a.gpkg is empty."


def test_a_folder_names_a_file_in_it(session: Session, tmp_path: Path, write_layer: WriteLayer, box: Box) -> None:
    write_layer("a.gpkg", [box(116, 39)], code=["a"])
    assert refused(session, tmp_path).endswith("is a folder: name a file in it, such as a.gpkg.")


@pytest.mark.parametrize(
    "name", ["a.gpkg", "a.shp", "a.txt", "a.fgb", "a.kml", "a.dxf", "a.geojson", "a.xlsx", "a.zip"]
)
def test_something_else_under_a_good_name(session: Session, write_text: WriteText, name: str) -> None:
    line = refused(session, write_text(name, "This is a letter to my aunt.\n" * 50))
    assert name in line or "no columns of coordinates" in line


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("suffix", [".gpkg", ".fgb", ".shp", ".geojson", ".kml"])
def test_a_file_cut_off_is_taken_not_even_in_part(
    session: Session, write_layer: WriteLayer, box: Box, suffix: str, share: float
) -> None:
    codes = [f"e{place:04}" for place in range(300)]
    path = write_layer(f"a{suffix}", [box(116 + place * 0.01, 39) for place in range(300)], code=codes, name=codes)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    assert "damaged" in refused(session, path) or "cut off" in refused(session, path)


def test_the_table_of_a_shapefile_cut_off(session: Session, write_layer: WriteLayer, box: Box) -> None:
    path = write_layer(
        "a.shp", [box(116 + place * 0.01, 39) for place in range(50)], code=[str(place) for place in range(50)]
    )
    table = path.with_suffix(".dbf")
    table.write_bytes(table.read_bytes()[:-200])
    assert refused(session, path) == "a.dbf is cut off: it was not written or copied to its end."


@pytest.mark.parametrize("suffix", [".shx", ".dbf"])
def test_a_shapefile_without_one_of_its_parts(session: Session, write_layer: WriteLayer, box: Box, suffix: str) -> None:
    path = write_layer("a.shp", [box(116, 39)], code=["a"])
    path.with_suffix(suffix).unlink()
    assert refused(session, path).startswith(f"a.shp: its {suffix} file is missing")


def test_an_archive_cut_off(session: Session, write_layer: WriteLayer, box: Box, tmp_path: Path) -> None:
    path = write_layer("a.geojson", [box(116, 39)], code=["a"])
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(path, "a.geojson")
    (tmp_path / "a.zip").write_bytes((tmp_path / "a.zip").read_bytes()[:-30])
    assert refused(session, tmp_path / "a.zip") == "a.zip is no zip archive, or it is damaged or cut off."


def test_an_archive_of_nothing_to_load(session: Session, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("readme.md", "hello")
    assert "holds nothing that can be loaded" in refused(session, tmp_path / "a.zip")


def test_a_file_that_only_points_elsewhere(session: Session, write_text: WriteText) -> None:
    vrt = '<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'
    assert "only points to other sources" in refused(session, write_text("a.gpkg", vrt))


def test_an_unknown_layer_names_the_known_ones(write_layer: WriteLayer, load: Load, box: Box) -> None:
    write_layer("a.gpkg", [box(116, 39)], layer="one", code=["a"])
    with pytest.raises(InputError, match=r"no layer 'two'; it has one"):
        load("estates", write_layer("a.gpkg", [box(116, 39)], layer="zwei", append=True, code=["a"]), layer="two")


def test_a_workbook_of_the_old_kind(session: Session, write_text: WriteText) -> None:
    assert refused(session, write_text("a.xls", "x")) == "a.xls is an old workbook: save it as .xlsx."


def test_text_in_no_known_encoding(session: Session, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"code,lon,lat,name\n1,116,39,\xff\xff\xff\n")
    assert "--encoding" in refused(session, tmp_path / "a.csv")


def test_an_unknown_encoding(write_text: WriteText, load: Load) -> None:
    with pytest.raises(InputError, match="use UTF-8 or GBK"):
        load("buildings", write_text("a.csv", "code,lon,lat\n1,116,39\n"), encoding="klingon")


def test_openstreetmap_is_loaded_as_such(session: Session, write_text: WriteText) -> None:
    assert "wangge load osm a.osm" in refused(session, write_text("a.osm", "<osm/>"))


@pytest.mark.parametrize("name", ["a.osm", "a.osm.pbf", "a.osm.gz", "a.osm.bz2", "a.pbf", "a.txt"])
def test_no_openstreetmap(session: Session, write_text: WriteText, name: str) -> None:
    with pytest.raises(InputError, match=r"damaged or cut off|no OpenStreetMap file") as error:
        load_osm(session, write_text(name, "hello"), viewer=LOCAL_OPERATOR)
    assert "\n" not in str(error.value)


def test_openstreetmap_cut_off(session: Session, write_text: WriteText) -> None:
    with pytest.raises(InputError, match="damaged or cut off"):
        load_osm(
            session, write_text("a.osm", '<osm version="0.6"><node id="1" lat="1" lon="1"/><way'), viewer=LOCAL_OPERATOR
        )


def test_openstreetmap_of_nothing(session: Session, write_text: WriteText) -> None:
    with pytest.raises(InputError, match="holds no buildings, streets"):
        load_osm(
            session,
            write_text("a.osm", '<osm version="0.6"><node id="1" lat="1" lon="1"/></osm>'),
            viewer=LOCAL_OPERATOR,
        )
