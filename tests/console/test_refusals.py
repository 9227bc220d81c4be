import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.language import LANGUAGES, REFUSAL, messages
from console.refusals import refusal_words

HERE = Path(__file__).parent.parent.parent
REACHED = (
    *("gis/assignments.py", "gis/communities.py", "gis/community_ground.py", "gis/coverage/scope.py", "gis/crs.py"),
    *(
        "gis/patrols/hours.py",
        "gis/remarks.py",
        "gis/cards",
        "gis/loading",
        "gis/plans/drafts.py",
        "gis/plans/grids.py",
    ),
    *(
        "gis/plans/feasibility.py",
        "gis/plans/targets.py",
        "gis/plans/importing.py",
        "gis/plans/import_place.py",
        "gis/plans/listing.py",
    ),
    *("console/plan_files/kept.py", "console/plan_files/writing.py", "console/plan_files/fonts.py"),
    *("gis/plans/information.py", "gis/plans/publishing.py", "gis/blind_spots/_exceptions.py"),
    "gis/boundaries",
    *("gis/blind_spots/_listing.py", "console/uploads.py", "console/api/receiving.py", "console/jobs"),
)
"""Where that is refused which readers can ask for on the pages."""
ERRORS = {"InputError", "ConflictError", "NotFoundError", "MissingError", "SecondDistrictError"}
FILLED = {"where": "The coordinates (116.3, 39.9)"}
"""Parts that are a piece of the sentence themselves."""
FOREIGN = {"7: 7"}
"""What GDAL says of a file, in its own words."""


def sentences(path: Path) -> Iterator[str]:
    """Each refusal of a module, its parts filled in with 7."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS):
            continue
        for said in node.args[:1]:
            if isinstance(said, ast.Constant):
                yield str(said.value)
            elif isinstance(said, ast.JoinedStr):
                yield "".join(
                    str(part.value) if isinstance(part, ast.Constant) else FILLED.get(ast.unparse(part.value), "7")
                    for part in said.values
                    if isinstance(part, ast.Constant | ast.FormattedValue)
                )


def modules() -> list[Path]:
    return [
        path for name in REACHED for path in ((HERE / name).rglob("*.py") if (HERE / name).is_dir() else [HERE / name])
    ]


def test_what_the_pages_can_be_refused_is_said_in_chinese() -> None:
    said = {sentence for path in modules() for sentence in sentences(path)} - FOREIGN
    assert len(said) > 60
    assert (
        sorted(sentence for sentence in said if not re.search(r"[\u4e00-\u9fff]", refusal_words(sentence, "zh"))) == []
    )


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("2027-01-01 lies ahead: an assignment is written down on its day, or after it.", "2027-01-01 尚未到来"),
        ("Plan 3 (秋季方案) has no grids: there is nothing to publish.", "方案 3（秋季方案）没有网格"),
        ("楼栋 (2).csv holds no rows of buildings.", "楼栋 (2).csv 中没有楼栋数据。"),
        ("a.dbf is damaged or cut off (it is (very) short).", "a.dbf 已损坏或不完整（it is (very) short）。"),
        ("a.csv is empty: its first row must name the columns.", "a.csv 是空表"),
        (
            (
                "No grid of a.shp touches what is loaded: read as EPSG:32649, they lie 1,573 km away, around 109.8704,"
                " 30.0196. Say with --crs what the coordinates are in, as gcj02 or EPSG:4547."
            ),
            "已加载的数据内：按 EPSG:32649 读取时，它们在 1,573 公里以外（109.8704, 30.0196 附近）。请指定坐标系",
        ),
        (
            (
                "The coordinates (39500000, 4.4e+06) are not what WGS 84 has: name what they are in with --crs"
                " (they look like EPSG:4527, CGCS2000 zone 39)."
            ),
            "请指明坐标系（--crs）（看起来是 EPSG:4527，CGCS2000 第 39 带）。",
        ),
        ("a.pbf is OpenStreetMap's: load it with `wangge load osm a.pbf`.", "a.pbf 是 OpenStreetMap 文件"),
        ("请按 2026-05-01 的格式填写日期。", "请按 2026-05-01 的格式填写日期。"),
        ("Nobody translated this.", "Nobody translated this."),
    ],
)
def test_names_and_figures_stay(sentence: str, said: str) -> None:
    assert said in refusal_words(sentence, "zh")
    assert refusal_words(sentence, "en") == sentence


def test_refusals_keep_their_parts_and_chinese_punctuation() -> None:
    for language in LANGUAGES:
        for wording, said in messages(language, REFUSAL).items():
            assert set(re.findall(r"\{(\w+)\}", wording)) >= set(re.findall(r"\{(\w+)\}", said)), wording
            assert language == "en" or not re.search("[\u4e00-\u9fff}][,;:?!]|[,;?!][\u4e00-\u9fff{]", said), wording
