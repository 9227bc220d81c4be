import pytest

from console import amounts


@pytest.mark.parametrize(
    ("value", "shown"),
    [(1.0, "100"), (0.99996, "99.9"), (0.964, "96.4"), (0.93, "93.0"), (0.0, "0.0"), (None, "–")],
)
def test_share_is_never_rounded_up(value: float | None, shown: str) -> None:
    assert amounts.share(value) == shown


@pytest.mark.parametrize(
    ("value", "language", "shown"),
    [
        (412, "zh", "412 人"),
        (9999, "zh", "9\u202f999 人"),
        (21_300, "zh", "2.1 万人"),
        (20_000, "zh", "2 万人"),
        (21_300, "en", "21\u202f300 people"),
        (1, "en", "1 person"),
    ],
)
def test_people_as_readers_expect_them(value: int, language: str, shown: str) -> None:
    assert amounts.people_in_words(value, language) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [(412, "412 m²"), (99_999, "99\u202f999 m²"), (260_000, "0.26 km²"), (12_340_000, "12.3 km²")]
)
def test_area(value: float, shown: str) -> None:
    assert amounts.area(value) == shown


@pytest.mark.parametrize(("value", "shown"), [(0.31, "+0.3"), (-1.25, "−1.2"), (0.04, "±0"), (-0.04, "±0")])
def test_signed(value: float, shown: str) -> None:
    assert amounts.signed(value) == shown


def test_figures_within_sentences_stay_whole() -> None:
    said = amounts.in_words("划入后 1,110 人，在 800–1,200 人标准内，编号 990106001005")
    assert said == "划入后 1\u202f110\u00a0人，在 800\u2060–\u20601\u202f200\u00a0人标准内，编号 990106001005"
    assert amounts.in_words("12 buildings, 6,352 people") == "12\u00a0buildings, 6\u202f352\u00a0people"


def test_lines_break_between_parts_only() -> None:
    assert amounts.unbroken("72 个网格 · 最多 2717") == "72\u00a0个网格\u00a0\u2060· 最多\u00a02717"


def test_households_that_no_file_tells_are_not_none() -> None:
    assert amounts.households(0, 1_200) == amounts.UNKNOWN
    assert amounts.households(0, 0) == "0"
    assert amounts.households(1_480, 3_700) == "1\u202f480"
