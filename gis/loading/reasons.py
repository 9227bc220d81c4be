"""Why a row was refused, repaired or only noted: one wording per reason, in both languages of the pages."""

import re
from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]
Verdict = Literal["refused", "repaired", "warned"]
_PLACE = re.compile(r"\{\w+\}")
_LONGEST_VALUE = 60


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason; its words may hold `{value}`, `{field}` or `{other}`."""

    verdict: Verdict
    en: str
    zh: str

    def say(self, language: Language, *, value: object = "", field: str = "", other: object = "") -> str:
        """Return the reason in `language`, filled in."""
        words = self.zh if language == "zh" else self.en
        return words.format(value=shortened(value), field=field, other=shortened(other))

    @property
    def wording(self) -> str:
        """The reason in English without its values: what equal reasons are counted by."""
        return _PLACE.sub("…", self.en)

    def template(self, language: Language, *, field: str = "") -> str:
        """Return the wording for SQL's format(), of which `{value}` is the first argument and `{other}` the second."""
        words = self.zh if language == "zh" else self.en
        return words.replace("%", "%%").replace("{field}", field).replace("{value}", "%1$s").replace("{other}", "%2$s")


def shortened(value: object) -> str:
    """Return `value` as text of one line, cut where it is long."""
    text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"


def _refused(en: str, zh: str) -> Reason:
    return Reason("refused", en, zh)


def _repaired(en: str, zh: str) -> Reason:
    return Reason("repaired", en, zh)


def _warned(en: str, zh: str) -> Reason:
    return Reason("warned", en, zh)


NO_GEOMETRY = _refused("no geometry", "没有几何图形")
UNREADABLE_GEOMETRY = _refused("the geometry cannot be read", "几何图形无法读取")
NOT_FINITE = _refused("a coordinate is not a number", "坐标不是有效数字")
OUT_OF_RANGE = _refused("coordinates lie outside the earth: {value}", "坐标超出地球范围：{value}")
AT_NULL = _refused("a point at 0, 0: an empty cell, most likely", "坐标为 0, 0，多半是空单元格")
NO_POSITION = _refused("{field} {value} is not a coordinate", "{field} “{value}” 不是坐标")
POLYGON_DUE = _refused("a {value} where a polygon is due", "需要面，却是 {value}")
OPEN_LINE = _refused("a line that does not close where a polygon is due", "需要面，线却没有闭合")
LINE_DUE = _refused("a {value} where a line is due", "需要线，却是 {value}")
POINT_DUE = _refused("a {value} where a point is due", "需要点，却是 {value}")
NO_AREA = _refused("the outline encloses no area", "轮廓没有围成面积")
NO_LENGTH = _refused("the line has no length", "线没有长度")
CODE_TWICE = _refused("code {value} stands in row {other} already", "编码 {value} 与第 {other} 行重复")
IN_EARLIER_FILE = _refused("code {value} stands in an earlier file already", "编码 {value} 已出现在前一个文件中")
SHAPE_TWICE = _refused("the same shape as row {other}, and neither has a code", "与第 {other} 行图形相同，且都没有编码")
NO_CODE = _refused("neither a code nor a name", "既没有编码也没有名称")
CODE_TOO_LONG = _refused("code {value} is too long", "编码 {value} 过长")
NEGATIVE = _refused("{field} {value} is negative", "{field} 为负数：{value}")
NOT_A_NUMBER = _refused("{field} {value} is not a number", "{field} “{value}” 不是数字")
TOO_LARGE = _refused("{field} {value} is beyond all measure", "{field} {value} 大得离谱")
LEVEL_UNKNOWN = _refused(
    "neither level, code nor name tells whether it is a district, subdistrict or community",
    "无法从级别、编码或名称判断是区、街道还是社区",
)
SEVERAL_DISTRICTS = _refused(
    "one of several districts in the file; a record holds one: choose it with --district NAME",
    "文件中有多个区，一份档案只容一个区：请用 --district 指定",
)
DOES_NOT_CLOSE = _refused("{value} does not close", "{value} 的边界没有闭合")
NODES_MISSING = _refused("some of its nodes are not in the file", "文件缺少其部分节点")
NO_WORKER = _refused("there is no worker {value}", "没有网格员 {value}")
NO_MOMENT = _refused("it does not say when", "没有可识别的时间")
AHEAD = _refused("{value} lies in the future", "时间 {value} 在将来")
FAR_AWAY = _refused("it lies far from the district", "位置远离本区")
ENDS_EARLY = _refused("it ends at {value}, before it begins", "下班时间 {value} 早于上班时间")

RING_CLOSED = _repaired("the outline was closed", "轮廓已闭合")
LINE_CLOSED = _repaired("a closed line was taken as a polygon", "闭合线已转为面")
SELF_CROSSING = _repaired("an outline that crossed itself was put right", "轮廓自相交，已修复")
ROUNDED_SHAPE = _repaired(
    "the outline touched itself at a precision of 1e-7 degrees and was put right", "按 1e-7 度取整后轮廓自触，已修复"
)
PARTS_DROPPED = _repaired("points or lines beside the shape were left out", "已略去图形中多余的点或线")
INNER_POINT = _repaired("a {value} was taken at a point inside it", "{value} 已取其内部一点")
NUMBER_ROUNDED = _repaired("{field} {value} was taken as {other}", "{field} “{value}” 按 {other} 计")

NOT_READ = _warned("{field} {value} could not be read and is left empty", "{field} “{value}” 无法识别，留空")
IN_FUTURE = _warned("{field} {value} lies in the future", "{field} {value} 在将来")
MANY_PEOPLE = _warned("{value} people in one building", "一栋楼 {value} 人")
MORE_ELDERLY = _warned("more people of 60+ ({value}) than people ({other})", "60 岁以上人数({value})多于人口({other})")
NOBODY_KNOWN = _warned("no people, no households and no footprint: counted as nobody", "无人口、户数和占地，按 0 人计")
OUTSIDE = _warned("lies outside the district", "在区界之外")
UNKNOWN_COMMUNITY = _warned("unknown community {value}", "未知社区 {value}")
UNKNOWN_ESTATE = _warned("unknown estate {value}", "未知小区 {value}")
UNKNOWN_PARENT = _warned("unknown parent area {value}", "未知上级区划 {value}")
UNKNOWN_GRID = _warned(
    "holds grid {value}, which the plan in force does not have: kept aside",
    "负责的网格 {value} 不在现行方案中，暂不登记",
)
UNKNOWN_KIND = _warned("unknown kind {value}, kept as it is", "未知类型 {value}，照录")
UNKNOWN_CATEGORY = _warned("unknown category {value}", "未知事件类别 {value}")
CLOSED_EARLY = _warned("closed at {value}, before it was reported", "结案时间 {value} 早于上报时间")
