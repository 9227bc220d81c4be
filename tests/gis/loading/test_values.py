# ruff: noqa: E501 - a case reads best on one line
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from gis.loading.values import (
    NotReadableError,
    read_code,
    read_coordinate,
    read_date,
    read_flag,
    read_foot,
    read_moment,
    read_number,
    word_reader,
)

BEIJING = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (5, 5), (5.0, 5), ("5", 5), (" 5 ", 5), ("1,234", 1234), ("1 234", 1234), ("12,345,678.5", 12345678.5),
        ("１２３", 123), ("500人", 500), ("6层", 6), ("-3", -3), ("−3", -3), ("1e3", 1000), (".5", 0.5), ("5.", 5),
        (None, None), ("", None), ("  ", None), ("-", None), ("无", None), ("NULL", None), (float("nan"), None),
    ],
)  # fmt: skip
def test_numbers(written: Any, meant: float | None) -> None:
    assert read_number(written) == meant


@pytest.mark.parametrize(
    "written", ["约500", "500左右", "12万", "1,23", "3-4", "五", "0x10", "inf", float("inf"), "1e999"]
)
def test_no_numbers(written: Any) -> None:
    with pytest.raises(NotReadableError):
        read_number(written)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2021-05-01", date(2021, 5, 1)), ("2021/5/1", date(2021, 5, 1)), ("2021.5.1", date(2021, 5, 1)),
        ("20210501", date(2021, 5, 1)), (20210501, date(2021, 5, 1)), ("2021年5月", date(2021, 5, 1)),
        ("2021年5月9日", date(2021, 5, 9)), ("2021年5月9号", date(2021, 5, 9)), ("２０２１年５月", date(2021, 5, 1)),
        ("2021年", date(2021, 1, 1)), ("2021", date(2021, 1, 1)), (2021, date(2021, 1, 1)), ("2021-05", date(2021, 5, 1)),
        (44317, date(2021, 5, 1)), (44317.0, date(2021, 5, 1)), ("44317", date(2021, 5, 1)),
        ("2021-05-01 08:30", date(2021, 5, 1)), ("2021-05-01T00:00:00+08:00", date(2021, 5, 1)),
        (date(2021, 5, 1), date(2021, 5, 1)), (datetime(2021, 5, 1, 9, tzinfo=BEIJING), date(2021, 5, 1)),
        ("", None), (None, None), ("不详", None),
    ],
)  # fmt: skip
def test_dates(written: Any, meant: date | None) -> None:
    assert read_date(written) == meant


@pytest.mark.parametrize(
    "written", ["2021-13-01", "2021-02-30", "去年", "5/1/2021", "0001-01-01", "99999999", "12", "1:30"]
)
def test_no_dates(written: Any) -> None:
    with pytest.raises(NotReadableError):
        read_date(written)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024-03-01T08:05:00+08:00", datetime(2024, 3, 1, 8, 5, tzinfo=BEIJING)),
        ("2024-03-01T00:05:00Z", datetime(2024, 3, 1, 0, 5, tzinfo=UTC)),
        ("2024-03-01 08:05:59.123", datetime(2024, 3, 1, 8, 5, 59)),  # noqa: DTZ001
        ("2024/3/1 8:05", datetime(2024, 3, 1, 8, 5)),  # noqa: DTZ001
        ("20240301080500", datetime(2024, 3, 1, 8, 5)),  # noqa: DTZ001
        ("2024年3月1日 8:05", datetime(2024, 3, 1, 8, 5)),  # noqa: DTZ001
        (45352.5, datetime(2024, 3, 1, 12)),  # noqa: DTZ001
    ],
)
def test_moments(written: Any, meant: datetime) -> None:
    assert read_moment(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (110108001001001, "110108001001001"), (110108001001001.0, "110108001001001"), ("110108001.0", "110108001"),
        (" B１ ", "B1"), ("'007", "007"), ("", None), (None, None), (0, "0"),
    ],
)  # fmt: skip
def test_codes(written: Any, meant: str | None) -> None:
    assert read_code(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("116.5", 116.5),
        ("116°30′0″", 116.5),
        ("116°30'E", 116.5),
        ("33°52'10.5\"S", -33.86958333333333),
        ("39度54分", 39.9),
    ],
)
def test_coordinates(written: str, meant: float) -> None:
    assert read_coordinate(written) == pytest.approx(meant)


def test_flags() -> None:
    assert [read_flag(cell) for cell in ("yes", "1", True, "是", "no", 0, "", None)] == [
        True, True, True, True, False, False, None, None,
    ]  # fmt: skip
    assert [read_foot(cell) for cell in ("no", "private", "designated", None)] == [False, False, True, None]


def test_words() -> None:
    read = word_reader({"住宅": "residential"})
    assert [read(cell) for cell in ("住宅", "mill", "", None)] == ["residential", "mill", None, None]
