"""The checks of targets against each other, one function each; a sentence says what is said, another what follows."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, floor

from gis.parameters import Parameters
from gis.plans.targets import Targets

Words = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What so many people ask for: grids, workers (by people, by grids) and yuan a year, from the least to the most."""

    grids_min: int
    grids_max: int
    workers_by_people: int
    workers_by_grids_min: int
    workers_by_grids_max: int
    funds_min: int
    funds_max: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Two things that cannot both hold; `says` and `but` in words (zh, en), `sections` where they stand."""

    key: str
    sections: tuple[str, ...]
    says: Words
    but: Words


@dataclass(frozen=True, slots=True)
class _Case:
    people: int
    p: Parameters
    t: Targets
    needs: Needs


def find_contradictions(
    people: int, parameters: Parameters, targets: Targets, needs: Needs
) -> tuple[list[Contradiction], list[str]]:
    """Return what contradicts, in the order of the checks, and the keys of the checks in which all agrees."""
    case = _Case(people, parameters, targets, needs)
    found, agreements = list[Contradiction](), list[str]()
    for check in _CHECKS:
        contradiction = check(case)
        if contradiction is None:
            agreements.append(check.__name__.lstrip("_"))
        else:
            found.append(contradiction)
    return found, agreements


def _grids_planned(case: _Case) -> Contradiction | None:
    t, needs = case.t, case.needs
    if needs.grids_min <= t.grids_planned <= needs.grids_max:
        return None
    band, wanted = _range(case.p.grid_people_min, case.p.grid_people_max), _range(needs.grids_min, needs.grids_max)
    each = case.people / t.grids_planned if t.grids_planned else 0
    if needs.grids_min > needs.grids_max:
        wanted_zh, wanted_en = "任何网格数都做不到", "no number of grids does that"
    else:
        wanted_zh, wanted_en = f"需要 {wanted} 个网格", f"that takes {wanted} grids"
    return Contradiction(
        key="grids_planned",
        sections=("8.1", "2.1"),
        says={
            "zh": f"{_n(t.grids_planned)} 个网格，每格 {band} 人",
            "en": f"{_n(t.grids_planned)} grids of {band} people",
        },
        but={
            "zh": f"{_n(case.people)} 人{wanted_zh}；{_n(t.grids_planned)} 个网格平均每格 {_n(each)} 人",
            "en": f"for {_n(case.people)} people {wanted_en}; {_n(t.grids_planned)} grids hold {_n(each)} each",
        },
    )


def _grids_today(case: _Case) -> Contradiction | None:
    t = case.t
    if not t.grids_today or t.people_today_min <= case.people / t.grids_today <= t.people_today_max:
        return None
    each = case.people / t.grids_today
    said = _range(t.people_today_min, t.people_today_max)
    fewest = ceil(case.people / t.people_today_max) if t.people_today_max else 0
    most = floor(case.people / t.people_today_min) if t.people_today_min else 0
    return Contradiction(
        key="grids_today",
        sections=("8.1", "2.1"),
        says={
            "zh": f"现有 {_n(t.grids_today)} 个网格，每格 {said} 人",
            "en": f"{_n(t.grids_today)} grids today, of {said} people",
        },
        but={
            "zh": f"{_n(t.grids_today)} 个网格平均每格 {_n(each)} 人；每格 {said} 人应有 {_range(fewest, most)} 个网格",
            "en": (
                f"{_n(t.grids_today)} grids would hold {_n(each)} each; {said} each means {_range(fewest, most)} grids"
            ),
        },
    )


def _workers_by_people(case: _Case) -> Contradiction | None:
    t, need = case.t, case.needs.workers_by_people
    if t.workers_planned >= need:
        return None
    per = _n(case.p.people_per_worker)
    return Contradiction(
        key="workers_by_people",
        sections=("2.2", "3.3"),
        says={
            "zh": f"每 {per} 人 1 名网格员，共 {_n(t.workers_planned)} 名",
            "en": f"1 worker : {per} people, {_n(t.workers_planned)} workers",
        },
        but={"zh": f"{_n(case.people)} 人需要 {_n(need)} 名", "en": f"{_n(case.people)} people need {_n(need)}"},
    )


def _workers_by_grids(case: _Case) -> Contradiction | None:
    t, low, high = case.t, *sorted((case.p.workers_per_grid_centre, case.p.workers_per_grid_suburb))
    fewest, most = ceil(t.grids_planned * low), ceil(t.grids_planned * high)
    if fewest <= t.workers_planned <= most:
        return None
    per_zh = f"中心城区每格 {_n(case.p.workers_per_grid_centre)} 名、城郊 {_n(case.p.workers_per_grid_suburb)} 名"
    per_en = f"{_n(case.p.workers_per_grid_centre)} or {_n(case.p.workers_per_grid_suburb)} workers per grid"
    wanted = _range(case.needs.workers_by_grids_min, case.needs.workers_by_grids_max)
    return Contradiction(
        key="workers_by_grids",
        sections=("7.1", "3.3"),
        says={"zh": f"{per_zh}，共 {_n(t.workers_planned)} 名", "en": f"{per_en}, {_n(t.workers_planned)} workers"},
        but={
            "zh": f"{_n(t.grids_planned)} 个网格合 {_range(fewest, most)} 名；达标的网格数要 {wanted} 名",
            "en": f"{_n(t.grids_planned)} grids make {_range(fewest, most)}; the grids of the band take {wanted}",
        },
    )


def _funds(case: _Case) -> Contradiction | None:
    t, low, high = case.t, *sorted((case.p.grid_funds_centre, case.p.grid_funds_suburb))
    least, most = t.grids_planned * low, t.grids_planned * high
    if least <= t.budget <= most:
        return None
    each_zh, each_en = f"每格每年 {_wan(low, high)}", f"{_range(low, high)} yuan per grid and year"
    wanted = case.needs.funds_min, case.needs.funds_max
    return Contradiction(
        key="funds",
        sections=("7.3",),
        says={"zh": f"{each_zh}，年投入 {_wan(t.budget)}", "en": f"{each_en}, {_n(t.budget)} yuan a year"},
        but={
            "zh": f"{_n(t.grids_planned)} 个网格合 {_wan(least, most)}；达标的网格数要 {_wan(*wanted)}",
            "en": (
                f"{_n(t.grids_planned)} grids make {_range(least, most)}; the grids of the band take {_range(*wanted)}"
            ),
        },
    )


def _pay(case: _Case) -> Contradiction | None:
    t = case.t
    if not t.workers_planned or t.budget * t.staff_share / t.workers_planned >= t.worker_pay_min:
        return None
    each = t.budget * t.staff_share / t.workers_planned
    return Contradiction(
        key="pay",
        sections=("7.3", "3.4"),
        says={
            "zh": (
                f"{_wan(t.budget)}的 {t.staff_share:.0%} 用于 {_n(t.workers_planned)} 名网格员，"
                f"年收入不低于 {_wan(t.worker_pay_min)}"
            ),
            "en": (
                f"{t.staff_share:.0%} of {_n(t.budget)} yuan for {_n(t.workers_planned)} workers,"
                f" {_n(t.worker_pay_min)} a year at least"
            ),
        },
        but={"zh": f"每人每年只有 {_wan(each)}", "en": f"that is {_n(each)} yuan per worker and year"},
    )


def _funds_ratio(case: _Case) -> Contradiction | None:
    centre, suburb = case.p.grid_funds_centre, case.p.grid_funds_suburb
    if suburb <= centre <= suburb * case.t.funds_ratio_max:
        return None
    ratio = _n(case.t.funds_ratio_max)
    turned = suburb > centre
    return Contradiction(
        key="funds_ratio",
        sections=("3.1", "7.3"),
        says={"zh": f"城郊与中心城区经费差距在 1:{ratio} 以内", "en": f"suburb : centre within 1 : {ratio}"},
        but={
            "zh": f"中心 {_wan(centre)}、城郊 {_wan(suburb)}："
            + ("城郊反高于中心" if turned else f"相差 {centre / max(suburb, 1):.2f} 倍"),
            "en": f"{_n(centre)} centre, {_n(suburb)} suburb: "
            + ("turned round" if turned else f"1 : {centre / max(suburb, 1):.2f}"),
        },
    )


_CHECKS: tuple[Callable[[_Case], Contradiction | None], ...] = (
    _grids_planned, _grids_today, _workers_by_people, _workers_by_grids, _funds, _pay, _funds_ratio,
)  # fmt: skip


def _n(value: float) -> str:
    return f"{value:,.0f}" if value == round(value) or value >= 100 else f"{value:g}"  # noqa: PLR2004 - whole from here


def _range(low: float, high: float) -> str:
    return _n(low) if _n(low) == _n(high) else f"{_n(low)}–{_n(high)}"


def _wan(low: float, high: float | None = None) -> str:
    """Money as it is said in Chinese: in ten thousands of yuan."""
    said = [f"{value / 10_000:,.2f}".rstrip("0").rstrip(".") for value in (low, low if high is None else high)]
    return f"{said[0]} 万元" if said[0] == said[1] else f"{said[0]}–{said[1]} 万元"
