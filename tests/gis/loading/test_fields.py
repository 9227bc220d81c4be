# ruff: noqa: E501 - a case reads best on one line
import pytest

from gis.errors import InputError
from gis.loading.fields import bare, map_fields
from gis.loading.kinds import KINDS, kind_of


@pytest.mark.parametrize(
    ("kind", "columns", "meant"),
    [
        ("buildings", ["LDBH", "RKS", "HS", "XQMC", "CS", "SQMC"], {"code": "LDBH", "population": "RKS", "households": "HS", "estate_code": "XQMC", "levels": "CS", "community_code": "SQMC"}),
        ("buildings", ["楼栋编号", "楼栋名称", "常住人口(人)", "户数", "60岁及以上", "房屋用途"], {"code": "楼栋编号", "name": "楼栋名称", "population": "常住人口(人)", "households": "户数", "elderly": "60岁及以上", "use": "房屋用途"}),
        ("buildings", ["ID", "Building_Levels", "POP", "Name"], {"code": "ID", "levels": "Building_Levels", "population": "POP", "name": "Name"}),
        ("buildings", ["人口", "常住人口"], {"population": "人口"}),
        ("grids", ["WGBM", "WGMC", "SQMC"], {"code": "WGBM", "name": "WGMC", "community": "SQMC"}),
        ("areas", ["SQBM", "SQMC", "JDMC"], {"code": "SQBM", "name": "SQMC", "parent_code": "JDMC"}),
        ("areas", ["JDBM", "JDMC"], {"code": "JDBM", "name": "JDMC"}),
        ("workers", ["姓名", "联系电话", "负责网格"], {"name": "姓名", "phone": "联系电话", "grids": "负责网格"}),
        ("incidents", ["工单编号", "经度", "纬度", "问题描述", "处理状态"], {"code": "工单编号", "lon": "经度", "lat": "纬度", "description": "问题描述", "stage": "处理状态"}),
        ("streets", ["link_id", "road_name"], {"code": "link_id", "name": "road_name"}),
    ],
)  # fmt: skip
def test_usual_names_are_guessed(kind: str, columns: list[str], meant: dict[str, str]) -> None:
    assert map_fields(kind_of(kind), columns, {}).columns == meant


def test_what_the_user_names_counts() -> None:
    found = map_fields(kind_of("buildings"), ["RKS", "总数"], {"population": "总数"})
    assert found.columns == {"population": "总数"}


def test_a_named_column_is_found_however_it_is_written() -> None:
    assert map_fields(kind_of("buildings"), ["Zong_Shu"], {"population": "zongshu"}).columns == {
        "population": "Zong_Shu"
    }


def test_a_field_can_be_left_out() -> None:
    assert map_fields(kind_of("buildings"), ["RKS"], {"population": ""}).columns == {}


def test_an_unknown_field_names_the_known_ones() -> None:
    with pytest.raises(InputError, match=r"buildings have no such field.*population"):
        map_fields(kind_of("buildings"), ["a"], {"poplation": "a"})


def test_an_unknown_column_names_those_of_the_file() -> None:
    with pytest.raises(InputError, match=r"population=RKX.*RKS, HS"):
        map_fields(kind_of("buildings"), ["RKS", "HS"], {"population": "RKX"})


def test_a_column_that_stands_twice_is_said() -> None:
    found = map_fields(kind_of("buildings"), ["人口", "人口", "id"], {})
    assert found.columns == {"code": "id", "population": "人口"}
    assert found.notes == ("column '人口' stands 2 times: the first is taken",)


def test_names_cut_by_a_shapefile_are_known() -> None:
    found = map_fields(kind_of("buildings"), ["occupied_s", "estate_cod"], {}, dbf=True)
    assert found.columns == {"occupied_since": "occupied_s", "estate_code": "estate_cod"}


def test_coordinates_are_looked_for_only_without_geometry() -> None:
    assert map_fields(kind_of("buildings"), ["x", "y"], {}, placed=True).columns == {}
    assert map_fields(kind_of("buildings"), ["x", "y"], {}).columns == {"lon": "x", "lat": "y"}


def test_names_are_compared_without_case_blanks_and_units() -> None:
    assert {bare(name) for name in ("常住人口(人)", "常住 人口", "\ufeff常住人口", "常住人口【人】")} == {"常住人口"}


def test_no_field_is_called_like_another_of_its_kind_first() -> None:
    for kind in KINDS.values():
        first = [bare(item.names[0]) for item in kind.fields if item.names]
        assert len(first) == len(set(first)), kind.id
