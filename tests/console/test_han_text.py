from itertools import pairwise

import pytest

from console.han_text import line_starts


def lines(text: str, width: int) -> list[str]:
    starts = [0, *line_starts(text, width), len(text)]
    return [text[one:other].rstrip() for one, other in pairwise(starts)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全区每栋楼每条道路", ["全区每栋楼", "每条道路"]),
        ("全区每栋楼，每条道路", ["全区每栋", "楼，每条道", "路"]),
        ("全区见下（一二）", ["全区见下", "（一二）"]),
        ("加 --drop 则删除", ["加 --drop", "则删除"]),
        ("plain words here", ["plain", "words here"]),
        ("一个abcdefghijklmn词", ["一个", "abcdefghij", "klmn词"]),
        ("", [""]),
    ],
)
def test_chinese_is_wrapped_as_chinese_is_set(text: str, expected: list[str]) -> None:
    assert lines(text, 10) == expected
