from datetime import time, timedelta
from pathlib import Path

import pytest

from gis.errors import InputError
from gis.patrols.hours import as_json, hours_of, parse_time, read_hours

TABLE = "编码,开放时间,关闭时间\n甲1,8:30,11:00\n\nR2,00:00,24:00\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_hours_are_read_as_excel_writes_them(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "hours.csv"
    path.write_bytes(TABLE.encode(encoding))
    found = read_hours(path)
    assert {code: (one.opens, one.closes) for code, one in found.items()} == {
        "甲1": (time(8, 30), time(11)),
        "R2": (time(0), time(23, 59)),
    }
    assert hours_of(as_json(found)) == found


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("R1,11:00,08:30\n", "hours.csv, row 1: A window must close after it opens"),
        ("R1,8:30,9:00\nR2,halb neun,10:00\n", "hours.csv, row 2: halb neun is no time of day"),
        ("R1,8:30,9:00\nR1,9:30,10:00\n", "hours.csv, row 2: code R1 stands in row 1 already"),
        ("R1,8:30,\n", "hours.csv, row 1: the columns code, opens and closes are needed"),
        (",,\n", "holds no hours"),
    ],
)
def test_rows_that_make_no_sense_are_named(tmp_path: Path, rows: str, said: str) -> None:
    path = tmp_path / "hours.csv"
    path.write_text("code,opens,closes\n" + rows, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        read_hours(path)


def test_a_file_without_the_columns_or_without_anything_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "hours.csv"
    path.write_text("code,opens\nR1,8:30\n", encoding="utf-8")
    with pytest.raises(InputError, match="columns code, opens and closes"):
        read_hours(path)
    path.write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="is empty"):
        read_hours(path)
    with pytest.raises(InputError, match="There is no file"):
        read_hours(tmp_path / "none.csv")


def test_times_of_day() -> None:
    assert parse_time("9：05") == time(9, 5)
    assert parse_time(time(7)) == time(7)
    assert parse_time("24:00:00") == parse_time(timedelta(days=1)) == time(23, 59)
    assert parse_time(timedelta(hours=8, minutes=30)) == time(8, 30)
    with pytest.raises(InputError, match="is no time of day"):
        parse_time(timedelta(hours=25))
    with pytest.raises(InputError, match="25:00 is no time of day"):
        parse_time("25:00")
