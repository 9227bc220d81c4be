"""A year of incidents: what, where and when, with the seasons, the rhythm of the week, and what keeps coming back."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import shapely

from sample_maps.categories import CATEGORIES, DISPUTES, FREQUENT_DISPUTES, PARKING
from sample_maps.geometry import Array, Bools, Ints, Shapes
from sample_maps.people import to_total
from sample_maps.scale import Scale

STAGES = ("collect", "file", "dispatch", "handle", "feed_back", "verify", "close")
SOURCES = ("patrol", "resident", "device")
OVERDUE_SHARE = 0.235
_FREQUENT_SHARE = 0.684
_REPEATED_SHARE = 0.62
_MINUTES_A_DAY = 1440
_HOURS = {
    "work": "000000136888656788743211",
    "parking": "111100158764345678987643",
    "evening": "210000011112222223589976",
    "night": "984210000000111112346899",
    "morning": "100013899732111111221111",
}


@dataclass(frozen=True)
class Incidents:
    """Incidents in order of time: minutes count from midnight (UTC+8) of the first day; `closed` is -1 while open."""

    category: Ints
    text: list[str]
    first_day: date
    reported: Ints
    due: Ints
    closed: Ints
    stage: Ints
    source: Ints
    xy: Array


@dataclass(frozen=True)
class Scene:
    """Where incidents can happen, in metres: at homes (n, 2) by weight, along kerbs; `nobody` has no one grid."""

    homes: Array
    weight: Array
    kerbs: Shapes
    nobody: Shapes
    outline: Any


def _categories(rng: np.random.Generator, count: int) -> Ints:
    shares = np.array([c.share for c in CATEGORIES])
    codes = [c.code for c in CATEGORIES]
    disputes, frequent = [codes.index(c) for c in DISPUTES], [codes.index(c) for c in FREQUENT_DISPUTES]
    rest = [k for k in disputes if k not in frequent]
    whole = shares[disputes].sum()
    shares[frequent] *= _FREQUENT_SHARE * whole / shares[frequent].sum()
    shares[rest] *= (1 - _FREQUENT_SHARE) * whole / shares[rest].sum()
    return rng.permutation(np.repeat(np.arange(len(shares)), to_total(shares, count)))


def _days(rng: np.random.Generator, category: Ints, first: date) -> Ints:
    """Draw the day of each incident: its category's months, fewer at weekends."""
    days = np.datetime64(first) + np.arange(365)
    month = days.astype("datetime64[M]").astype(int) % 12
    weekday = (days.astype("datetime64[D]").astype(int) + 3) % 7
    rhythm = np.where(weekday >= 5, 0.72, 1.0) * rng.gamma(14, 1 / 14, 365)  # noqa: PLR2004 - Saturday and Sunday
    out = np.zeros(len(category), dtype=int)
    for number, kind in enumerate(CATEGORIES):
        own = np.flatnonzero(category == number)
        odds = np.array([int(m) for m in kind.months])[month] * rhythm
        out[own] = rng.choice(365, len(own), p=odds / odds.sum())
    return out


def _minutes(rng: np.random.Generator, category: Ints) -> Ints:
    out = np.zeros(len(category), dtype=int)
    for number, kind in enumerate(CATEGORIES):
        own = np.flatnonzero(category == number)
        odds = np.array([int(h) for h in _HOURS[kind.day]], dtype=float)
        out[own] = rng.choice(24, len(own), p=odds / odds.sum()) * 60 + rng.integers(0, 60, len(own))
    return out


def _places(rng: np.random.Generator, category: Ints, scene: Scene) -> Array:
    """Draw the place of each incident: beside a building, or on the nearest street to one."""
    odds = scene.weight / scene.weight.sum()
    building = rng.choice(len(scene.homes), len(category), p=odds)
    turn, away = rng.uniform(0, 2 * np.pi, len(category)), rng.uniform(4, 16, len(category))
    xy = scene.homes[building] + np.column_stack([np.cos(turn), np.sin(turn)]) * away[:, None]
    on_street = np.array([c.places == "street" for c in CATEGORIES])[category]
    tree = shapely.STRtree(scene.kerbs)
    points = shapely.points(xy[on_street])
    near = scene.kerbs[tree.nearest(points)]
    along = shapely.line_locate_point(near, points) + rng.normal(0, 12, len(points))
    xy[on_street] = shapely.get_coordinates(shapely.line_interpolate_point(near, along.clip(1.0)))
    xy[on_street] += rng.normal(0, 2.2, (len(points), 2))
    parked = np.flatnonzero(category == [c.code for c in CATEGORIES].index(PARKING))
    again = parked[rng.random(len(parked)) < _REPEATED_SHARE]
    spots = xy[rng.choice(parked, max(3, len(again) // 16), replace=False)]
    busy = rng.pareto(1.8, len(spots)).clip(0.0, 7.0) + 0.5
    spot = rng.choice(len(spots), len(again), p=busy / busy.sum())
    xy[again] = spots[spot] + rng.uniform(-6, 6, (len(again), 2))
    astray = ~shapely.contains_xy(scene.outline, xy)
    xy[astray] = scene.homes[building[astray]]
    return xy


def _lateness(rng: np.random.Generator, reported: Ints, due: Ints, unowned: Bools, now: int) -> Ints:
    """Return when incidents are closed (it may lie ahead): late for a share of them, on nobody's ground more often."""
    can = due < now
    taste = rng.random(len(reported)) - 0.4 * unowned + 10.0 * ~can
    late = np.zeros(len(reported), dtype=bool)
    late[np.argsort(taste, kind="stable")[: round(OVERDUE_SHARE * len(reported))]] = True
    allowed = due - reported
    in_time = reported + np.maximum(8, (allowed * rng.beta(1.6, 2.6, len(reported))).astype(int))
    too_late = due + np.maximum(5, (allowed * rng.exponential(0.8, len(reported))).astype(int))
    ends: Ints = np.where(late, too_late, in_time)
    return ends


def make_incidents(rng: np.random.Generator, scale: Scale, first: date, scene: Scene) -> Incidents:
    """Let a year happen in a scene, 365 days from `first`."""
    category = _categories(rng, scale.incidents)
    reported = _days(rng, category, first) * _MINUTES_A_DAY + _minutes(rng, category)
    order = np.argsort(reported, kind="stable")
    category, reported = category[order], reported[order]
    xy = _places(rng, category, scene)
    unowned = np.zeros(len(category), dtype=bool)
    unowned[shapely.STRtree(shapely.points(xy)).query(scene.nobody, predicate="intersects")[1]] = True
    due = reported + 60 * np.array([c.hours_allowed for c in CATEGORIES])[category]
    now = 365 * _MINUTES_A_DAY
    ends = _lateness(rng, reported, due, unowned, now)
    is_open = ends >= now
    share = (now - reported) / np.maximum(ends - reported, 1)
    stage = np.where(is_open, np.minimum((share * 6).astype(int), 5), len(STAGES) - 1)
    texts = [
        CATEGORIES[k].texts[int(d * len(CATEGORIES[k].texts))]
        for k, d in zip(category, rng.random(len(category)), strict=True)
    ]
    odds = np.cumsum([c.sources for c in CATEGORIES], axis=1)[category]
    source = (rng.random(len(category))[:, None] > odds[:, :2]).sum(axis=1)
    closed = np.where(is_open, -1, ends)
    return Incidents(category, texts, first, reported, due, closed, stage, source, xy)
