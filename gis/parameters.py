"""The thresholds of the district's plan, each with its § and unit; a district may set its own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.errors import InputError


def _parameter(default: float, *, section: str, unit: str, zh: str, en: str) -> Any:
    return field(default=default, metadata={"section": section, "unit": unit, "zh": zh, "en": en})


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """Every threshold as a value; `describe` gives section, unit and wording of each.

    Sections (§) are those of the district's plan; "-" marks a choice of this program.
    """

    grid_people_min: float = _parameter(
        800, section="2.1", unit="people", zh="网格人口下限", en="people per grid, least"
    )
    grid_people_max: float = _parameter(
        1200, section="2.1", unit="people", zh="网格人口上限", en="people per grid, most"
    )
    people_per_worker: float = _parameter(
        2000, section="2.2", unit="people", zh="每名网格员服务人口", en="people per grid worker"
    )
    workers_per_grid_centre: float = _parameter(
        2, section="7.1", unit="workers", zh="中心城区每格网格员", en="workers per central grid"
    )
    workers_per_grid_suburb: float = _parameter(
        1.5, section="7.1", unit="workers", zh="城郊每格网格员", en="workers per suburban grid"
    )
    grid_funds_centre: float = _parameter(
        30000, section="7.3", unit="yuan/year", zh="中心网格年经费", en="funds per central grid"
    )
    grid_funds_suburb: float = _parameter(
        35000, section="7.3", unit="yuan/year", zh="城郊网格年经费", en="funds per suburban grid"
    )
    patrol_hours: float = _parameter(6, section="5.4", unit="h/day", zh="日均巡查时长", en="patrol hours a day")
    service_radius: float = _parameter(500, section="5.2", unit="m", zh="服务半径", en="service radius")
    served_target: float = _parameter(
        1.0, section="3.2", unit="share", zh="重点人群服务率目标", en="key groups served, target"
    )
    walking_speed: float = _parameter(4.0, section="-", unit="km/h", zh="步行速度", en="walking speed")
    coverage_target: float = _parameter(1.0, section="3.1", unit="share", zh="覆盖率目标", en="coverage, target")
    floor_area_per_person: float = _parameter(
        35.0, section="-", unit="m2/person", zh="人均建筑面积(估算)", en="floor area per person, for estimates"
    )
    elderly_share: float = _parameter(
        0.187, section="1.2", unit="share", zh="60 岁以上占比(估算)", en="share of people of 60+, for estimates"
    )
    people_per_household: float = _parameter(
        2.6, section="-", unit="people", zh="户均人口(估算)", en="people per household, for estimates"
    )
    levels_apartments: float = _parameter(
        6, section="-", unit="levels", zh="多层住宅层数(估算)", en="levels of apartment houses, for estimates"
    )
    levels_house: float = _parameter(
        2, section="-", unit="levels", zh="独栋住宅层数(估算)", en="levels of houses, for estimates"
    )
    record_reach: float = _parameter(
        100.0,
        section="-",
        unit="km",
        zh="同一区数据的最大间距",
        en="files farther than this from the record are another district's",
    )
    spot_area_min: float = _parameter(
        10.0, section="-", unit="m2", zh="最小盲区面积", en="least area of a gap or overlap to be listed"
    )
    patrol_speed: float = _parameter(4, section="-", unit="km/h", zh="巡查步行速度", en="walking speed on patrol")
    patrol_begins: float = _parameter(8, section="-", unit="h", zh="巡查开始时刻", en="hour at which a patrol begins")
    patrol_both_sides_width: float = _parameter(
        0, section="-", unit="m", zh="双侧巡查的道路宽度(0 为不分侧)",
        en="streets this wide are walked on both sides (0: none)",
    )  # fmt: skip
    patrol_border_distance: float = _parameter(
        5, section="-", unit="m", zh="界路容差", en="a street nearer to a border than this is the border"
    )
    patrol_fair_detour: float = _parameter(
        0.1, section="-", unit="share", zh="为均衡班次可多走的比例",
        en="how much longer shifts may be together so that they are fairly shared",
    )  # fmt: skip
    patrol_uneven: float = _parameter(
        0.2, section="-", unit="share", zh="班次不均衡的界限(最长减最短,除以平均)",
        en="shifts are uneven above this: the longest less the shortest, over their mean",
    )  # fmt: skip
    patrol_off_route: float = _parameter(
        50, section="-", unit="m", zh="偏离路线的距离", en="distance from the planned route that counts as off it"
    )
    patrol_repeats: float = _parameter(
        5, section="2.3", unit="incidents", zh="重复发生次数", en="incidents of one category that make a key place"
    )
    patrol_repeat_distance: float = _parameter(
        50, section="-", unit="m", zh="重复发生距离", en="distance within which incidents repeat"
    )
    patrol_repeat_days: float = _parameter(
        92, section="2.3", unit="days", zh="重复发生时段", en="days within which incidents repeat"
    )
    spot_cluster_distance: float = _parameter(
        60.0, section="-", unit="m", zh="成片距离", en="buildings nearer than this make one blind spot"
    )
    shift_from: float = _parameter(
        8.0, section="-", unit="h of day", zh="上岗时刻（无排班时）", en="shifts begin, on days without a roster"
    )
    shift_until: float = _parameter(
        20.0, section="-", unit="h of day", zh="离岗时刻（无排班时）", en="shifts end, on days without a roster"
    )
    position_days: float = _parameter(
        30, section="6.2", unit="days", zh="定位保留天数", en="days for which positions are kept"
    )
    patrol_pause: float = _parameter(
        15, section="-", unit="min", zh="巡查间断上限", en="longest pause between positions that counts as patrol"
    )
    unwalked_days: float = _parameter(
        7, section="-", unit="days", zh="道路未巡查天数", en="days after which a street counts as not walked"
    )


@dataclass(frozen=True, slots=True)
class Description:
    """One parameter as a reader sees it."""

    name: str
    value: float
    section: str
    unit: str
    zh: str
    en: str


DEFAULTS = Parameters()


def describe(parameters: Parameters) -> Iterator[Description]:
    """Yield each parameter with its value, § and unit, in the order of the definition."""
    for item in fields(parameters):
        yield Description(name=item.name, value=getattr(parameters, item.name), **item.metadata)


def with_values(parameters: Parameters, values: Mapping[str, float]) -> Parameters:
    """Return `parameters` with some values replaced.

    Raises:
        InputError: a name that does not exist, a value below zero, or a band whose least exceeds its most.
    """
    known = {item.name for item in fields(parameters)}
    for name, value in values.items():
        if name not in known:
            raise InputError(f"There is no parameter {name!r}; known ones: {', '.join(sorted(known))}.")
        if not value >= 0:
            raise InputError(f"Parameter {name} must be zero or more, not {value}.")
    changed = replace(parameters, **dict(values))
    if changed.grid_people_min > changed.grid_people_max:
        raise InputError("grid_people_min must not exceed grid_people_max.")
    return changed


def load_parameters(session: Session) -> Parameters:
    """Return the district's parameters: the defaults, overridden by the rows of table `parameter`."""
    rows = session.execute(text("SELECT name, value FROM parameter")).all()
    return with_values(DEFAULTS, {row.name: row.value for row in rows})
