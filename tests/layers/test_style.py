import pytest

from layers import Paint, Style, StyleClass, Words
from layers._style import grouped, limits_in_words, style_class

INK = Words("人", "people")


def plain(**limits: float | None) -> StyleClass:
    return StyleClass(label=Words("类", "class"), light=Paint(), dark=Paint(), **limits)  # type: ignore[arg-type]


def test_limits_are_said_with_their_unit() -> None:
    assert limits_in_words(None, 400, unit=INK) == Words("不足 400 人", "under 400 people")
    assert limits_in_words(400, 800, unit=INK) == Words("400–799 人", "400–799 people")
    assert limits_in_words(2401, None, unit=INK) == Words("2\u202f401 人及以上", "2\u202f401 people or more")
    assert limits_in_words(None, None, unit=INK) == Words("全部", "all")


def test_thousands_are_set_apart() -> None:
    assert grouped(1270000) == "1\u202f270\u202f000"


def test_one_look_for_light_and_one_for_dark() -> None:
    item = style_class("水", "water", fill=("#aaa", "#111"), width=2)
    assert (item.light.fill, item.dark.fill, item.dark.width) == ("#aaa", "#111", 2)


def test_limits_must_rise() -> None:
    with pytest.raises(ValueError, match="rise"):
        Style(rule="breaks", property="n", classes=(plain(), plain(least=9), plain(least=5)))


def test_a_limit_must_not_be_missing() -> None:
    with pytest.raises(ValueError, match="rise"):
        Style(rule="breaks", property="n", classes=(plain(), plain()))


def test_a_style_of_several_classes_names_its_property() -> None:
    with pytest.raises(ValueError, match="property"):
        Style(rule="values", classes=(plain(),))
    with pytest.raises(ValueError, match="property"):
        Style(rule="single", property="n", classes=(plain(),))


def test_a_style_has_a_class() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Style(rule="single", classes=())
