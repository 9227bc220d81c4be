"""What a district's plan promises besides its thresholds: grids, workers, money; each with its § and unit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from gis.errors import InputError
from gis.parameters import Description, Parameters, describe, with_values


def _target(default: float, *, section: str, unit: str, zh: str, en: str) -> Any:
    return field(default=default, metadata={"section": section, "unit": unit, "zh": zh, "en": en})


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """The promises, as the district's plan makes them; sections (§) are its own, "-" marks a figure to be filled in."""

    grids_planned: float = _target(200, section="8.1", unit="grids", zh="规划网格数", en="grids, planned")
    grids_today: float = _target(127, section="8.1", unit="grids", zh="现有网格数", en="grids today, as said")
    people_today_min: float = _target(
        1500, section="2.1", unit="people", zh="现有每格人口（下限）", en="people per grid today, least"
    )
    people_today_max: float = _target(
        2000, section="2.1", unit="people", zh="现有每格人口（上限）", en="people per grid today, most"
    )
    workers_planned: float = _target(500, section="3.3", unit="workers", zh="规划网格员", en="workers, planned")
    budget: float = _target(15_000_000, section="7.3", unit="yuan/year", zh="年投入", en="money a year")
    staff_share: float = _target(0.6, section="7.3", unit="share", zh="人员经费占比", en="share of money for people")
    worker_pay_min: float = _target(
        36_000,
        section="3.4",
        unit="yuan/year",
        zh="网格员年收入下限（按当地数填写）",
        en="least pay of a worker (local)",
    )
    funds_ratio_max: float = _target(
        1.2, section="3.1", unit="ratio", zh="城郊与中心经费差距上限", en="funds, suburb to centre, within 1 to"
    )


TARGETS = Targets()


def describe_targets(targets: Targets) -> Iterator[Description]:
    """Yield each target with its value, § and unit, in the order of the definition."""
    for item in fields(targets):
        yield Description(name=item.name, value=getattr(targets, item.name), **item.metadata)


ASKED_FOR = (
    "grid_people_min", "grid_people_max", "people_per_worker", "workers_per_grid_centre", "workers_per_grid_suburb",
    "grid_funds_centre", "grid_funds_suburb",
)  # fmt: skip
"""The thresholds that feasibility depends on."""


def describe_all(parameters: Parameters, targets: Targets) -> list[Description]:
    """Return every value that feasibility depends on: thresholds first, then targets."""
    return [*(item for item in describe(parameters) if item.name in ASKED_FOR), *describe_targets(targets)]


def adjusted(parameters: Parameters, targets: Targets, values: Mapping[str, float]) -> tuple[Parameters, Targets]:
    """Return thresholds and targets with some values replaced, by their names.

    Raises:
        InputError: a name that neither has, a value below zero, or a band whose least exceeds its most.
    """
    promised = {item.name for item in fields(targets)}
    for name, value in values.items():
        if name not in promised and name not in ASKED_FOR:
            known = ", ".join([*ASKED_FOR, *sorted(promised)])
            raise InputError(f"There is no value {name!r} to set; known ones: {known}.")
        if not 0 <= value < float("inf"):
            raise InputError(f"{name} must be zero or more, not {value}.")
    thresholds = {name: value for name, value in values.items() if name in ASKED_FOR}
    return with_values(parameters, thresholds), replace(
        targets, **{name: value for name, value in values.items() if name in promised}
    )


def values_of(given: Sequence[str]) -> dict[str, float]:
    """Return the values of NAME=VALUE.

    Raises:
        InputError: not written so, or no number.
    """
    values: dict[str, float] = {}
    for item in given:
        name, _, value = item.partition("=")
        try:
            values[name.strip()] = float(value)
        except ValueError as error:
            raise InputError(f"{item}: write it as NAME=NUMBER, as grid_people_max=1200.") from error
    return values
