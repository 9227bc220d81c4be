"""The district's files: which columns each has, and in which order they are loaded."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import shapely

from sample_maps.buildings import BUILDING_USES
from sample_maps.categories import CATEGORIES
from sample_maps.district import District
from sample_maps.geometry import Ints, object_array
from sample_maps.incidents import SOURCES, STAGES
from sample_maps.landscape import Patch
from sample_maps.linework import KINDS
from sample_maps.projection import to_degrees
from sample_maps.scale import PLAN_DATE
from sample_maps.writing import Columns, write_shapes, write_table, write_zipped_shapefile


def _areas(d: District, folder: Path) -> Path:
    every = d.order.areas.every
    columns: Columns = {
        name: [getattr(a, name) for a in every] for name in ("code", "name", "level", "parent_code", "zone")
    }
    return write_shapes(folder / "areas.gpkg", object_array(a.shape for a in every), columns, layer="areas")


def _grids(d: District, folder: Path) -> Path:
    grids = d.order.grids
    columns: Columns = {
        "CODE": grids.code,
        "NAME": grids.name,
        "COMMUNITY": [code[:12] for code in grids.code],
        "START_DATE": [PLAN_DATE.isoformat()] * len(grids.code),
    }
    return write_zipped_shapefile(folder / "grids.zip", "grids", grids.shapes, columns)


def _estates(d: District, folder: Path) -> Path:
    since = np.array(d.order.estates.since, dtype="datetime64[D]")
    columns: Columns = {"code": d.order.estates.code, "name": d.order.estates.name, "occupied_since": since}
    return write_shapes(folder / "estates.geojson", d.order.estates.shapes, columns)


def _buildings(d: District, folder: Path) -> Path:
    community = d.order.areas.community_of_plot[d.site.buildings.plot]
    codes = np.array([c.code for c in d.order.areas.communities])[community]
    order = np.lexsort((np.arange(len(codes)), codes))
    turn = np.empty(len(codes), dtype=int)
    first = np.searchsorted(codes[order], codes[order])
    turn[order] = np.arange(len(codes)) - first + 1
    estate = d.order.estate
    columns: Columns = {
        "code": [f"{c}B{t:05d}" for c, t in zip(codes, turn, strict=True)],
        "name": d.building_name,
        "use": np.array(BUILDING_USES)[d.site.buildings.use],
        "levels": d.site.buildings.levels.astype(np.int32),
        "households": d.site.people.households.astype(np.int32),
        "population": d.site.people.population.astype(np.int32),
        "elderly": d.site.people.elderly.astype(np.int32),
        "occupied_since": d.order.occupied.astype("datetime64[D]"),
        "estate_code": np.where(estate >= 0, np.array([*d.order.estates.code, ""])[estate], ""),
        "community_code": codes,
    }
    return write_shapes(folder / "buildings.fgb", d.site.buildings.shapes, columns)


def _streets(d: District, folder: Path) -> Path:
    columns: Columns = {
        "code": [f"DL{k + 1:06d}" for k in range(len(d.street_name))],
        "name": d.street_name,
        "class": np.array(KINDS)[d.streets.kind],
        "width_m": d.streets.width_m,
        "bridge": d.streets.bridge,
        "layer": d.streets.bridge.astype(np.int32),
    }
    return write_shapes(folder / "streets.gpkg", d.streets.lines, columns, layer="streets")


def _patches(patches: list[Patch], path: Path, prefix: str) -> Path:
    parts, owner = shapely.get_parts(object_array(p.shape for p in patches), return_index=True)
    columns: Columns = {
        "code": [f"{prefix}{k + 1:04d}" for k in range(len(parts))],
        "name": [patches[k].name for k in owner],
        "kind": [patches[k].kind for k in owner],
    }
    return write_shapes(path, parts, columns)


def _places(d: District, folder: Path) -> Path:
    """Name quarters after subdistricts and neighbourhoods after communities, where most people live."""
    kinds = {"subdistrict": ("quarter", "街道"), "community": ("neighbourhood", "社区")}
    areas = [a for a in d.order.areas.every if a.level in kinds]
    kind = ["suburb" if a.level == "subdistrict" and a.zone == "suburb" else kinds[a.level][0] for a in areas]
    columns: Columns = {
        "code": [f"DM{k + 1:04d}" for k in range(len(areas))],
        "name": [a.name.removesuffix(kinds[a.level][1]) for a in areas],
        "kind": kind,
    }
    return write_shapes(
        folder / "places.geojson", shapely.point_on_surface(object_array(a.shape for a in areas)), columns
    )


def _resources(d: District, folder: Path) -> Path:
    xy = np.array([[r.x, r.y] for r in d.resources])
    named = np.flatnonzero([bool(n) for n in d.street_name])
    nearest = named[shapely.STRtree(d.streets.lines[named]).nearest(shapely.points(xy))]
    along = shapely.line_locate_point(d.streets.lines[nearest], shapely.points(xy))
    rows = [
        (f"ZY{k + 1:05d}", r.name, r.kind, r.capacity or "", f"{d.street_name[n]} {int(a // 6) + 1} 号", lon, lat)
        for k, (r, n, a, (lon, lat)) in enumerate(
            zip(d.resources, nearest, along, to_degrees(xy).tolist(), strict=True)
        )
    ]
    return write_table(folder / "resources.csv", ("code", "name", "kind", "capacity", "address", "lon", "lat"), rows)


def _workers(d: District, folder: Path) -> Path:
    w = d.order.workers
    rows = [
        (
            f"W{k + 1:04d}",
            f"网格{'员' if role == 'worker' else '长'} {k + 1:04d}",
            role,
            ";".join(d.order.grids.code[g] for g in own),
            lon,
            lat,
        )
        for k, (role, own, (lon, lat)) in enumerate(zip(w.role, w.grids, to_degrees(w.post).tolist(), strict=True))
    ]
    return write_table(folder / "workers.csv", ("code", "name", "role", "grids", "post_lon", "post_lat"), rows)


def _categories(_: District, folder: Path) -> Path:
    rows = [(c.code, c.name, c.name_en, c.class_name) for c in CATEGORIES]
    return write_table(folder / "categories.csv", ("code", "name", "name_en", "class_name"), rows)


def _incidents(d: District, folder: Path) -> Path:
    i = d.incidents

    def clock(minutes: Ints) -> list[str]:
        texts = np.datetime_as_string(np.datetime64(i.first_day, "s") + minutes.astype("timedelta64[m]"), unit="s")
        return np.where(minutes >= 0, np.char.add(texts, "+08:00"), "").tolist()  # type: ignore[no-any-return]

    columns = (
        i.category,
        i.text,
        clock(i.reported),
        clock(i.due),
        clock(i.closed),
        i.stage,
        i.source,
        to_degrees(i.xy).tolist(),
    )
    rows = (
        (
            f"SJ{k:07d}",
            CATEGORIES[c].code,
            CATEGORIES[c].name,
            text,
            reported,
            due,
            closed,
            STAGES[stage],
            SOURCES[source],
            lon,
            lat,
        )
        for k, (c, text, reported, due, closed, stage, source, (lon, lat)) in enumerate(
            zip(*columns, strict=True), start=1
        )
    )
    header = (
        "code",
        "category",
        "category_name",
        "description",
        "reported_at",
        "due_at",
        "closed_at",
        "stage",
        "source",
        "lon",
        "lat",
    )
    return write_table(folder / "incidents.csv", header, rows)


def _positions(d: District, folder: Path) -> Path:
    p = d.patrols
    at = np.datetime_as_string(np.datetime64(p.first_day, "s") + p.seconds.astype("timedelta64[s]"), unit="s")
    rows = [
        (f"W{worker + 1:04d}", f"{moment}+08:00", lon, lat)
        for worker, moment, (lon, lat) in zip(p.worker.tolist(), at.tolist(), to_degrees(p.xy).tolist(), strict=True)
    ]
    return write_table(folder / "positions.csv", ("worker", "time", "lon", "lat"), rows)


FILES: dict[str, Callable[[District, Path], Path]] = {
    "areas": _areas,
    "estates": _estates,
    "buildings": _buildings,
    "grids": _grids,
    "streets": _streets,
    "water": lambda d, folder: _patches(d.water, folder / "water.gpkg", "SX"),
    "greens": lambda d, folder: _patches(d.greens, folder / "greens.gpkg", "LD"),
    "places": _places,
    "resources": _resources,
    "workers": _workers,
    "categories": _categories,
    "incidents": _incidents,
    "positions": _positions,
}
"""How each kind of file is written, in the order of loading."""
