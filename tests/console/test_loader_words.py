import pytest

from console.loader_words import note_words, stage_words
from console.planner.loading_progress import duration


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("Reading grids.zip", "正在读取 grids.zip"),
        ("Writing buildings", "正在写入楼栋"),
        ("Writing the files of the sample district", "正在写出示范区文件"),
        ("Counting who lives where", "正在统计各网格人口"),
        ("A stage nobody translated", "A stage nobody translated"),
    ],
)
def test_stages_in_chinese(label: str, said: str) -> None:
    assert stage_words(label, "zh") == said
    assert stage_words("Writing buildings", "en") == "Writing Buildings"


def test_notes_keep_their_figures() -> None:
    note = "people of 60+ were taken as 18.7% where they are not counted"
    assert "18.7" in note_words(note, "zh")
    assert "people" not in note_words(note, "zh")
    assert note_words("something new", "zh") == "something new"


def test_time_left_as_one_waits_for_it() -> None:
    assert [duration(seconds, "zh") for seconds in (0.2, 45, 600)] == ["1 秒", "45 秒", "10 分钟"]
    assert duration(600, "en") == "10 min"
