"""The sample district proposed from its record, with METIS on the same units beside."""

import resource
import time

import numpy as np
from sqlalchemy import Engine

from console.commands.load import load_sample
from gis.coverage.metric_zone import MetricZone
from gis.database import session_of
from gis.districting.asking import Ask, Proposal
from gis.districting.blocks import make_blocks
from gis.districting.community import DIVIDE_ABOVE
from gis.districting.counting import grids_for
from gis.districting.levels import make_whole
from gis.districting.partition import first_partition
from gis.districting.proposing import propose
from gis.districting.site import read_sites
from gis.districting.units import compactness, count_pieces
from gis.loading import LoadOptions
from gis.progress import SILENT
from gis.viewer import LOCAL_OPERATOR
from tests.bench._throwaway import throwaway_record

LEAST, MOST = 800, 1200


def propose_sample(size: str, *, seed: int) -> None:
    """Load the sample into a throwaway record and print what is proposed: anew, and with hardly anyone moved."""
    with throwaway_record() as (engine, folder):
        load_sample(engine, size=size, progress=SILENT, options=LoadOptions(report_folder=folder))
        with session_of(engine) as session:
            area = read_sites(session)[0].code
            propose(session, Ask(area_code=area, seed=seed), viewer=LOCAL_OPERATOR)  # compiled once, not timed
            session.rollback()
        head = ("grids", "in band", "pieces", "PP mean", "PP 5 %", "on lines", "estates", "moved", "seconds", "CPU s")
        print(f"{'':<16}" + "".join(f"{word:>10}" for word in head))
        for name, keep in (("wangge", 0.0), ("wangge, keep 1", 1.0)):
            began = time.process_time()
            with session_of(engine) as session:
                found = propose(session, Ask(seed=seed, keep=keep), viewer=LOCAL_OPERATOR)
                session.rollback()
            print(f"{_line(name, found)}{time.process_time() - began:>10.1f}", flush=True)
        print(_metis(engine, seed=seed))
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB at most")


def _line(name: str, found: Proposal) -> str:
    figures = found.figures
    mean, worst, on_lines = (figures.compactness_mean, figures.compactness_p5, figures.border_on_lines)
    return (
        f"{name:<16}{figures.grids:>10}{figures.within_band / figures.grids:>10.1%}{figures.pieces:>10}"
        f"{mean or 0:>10.3f}{worst or 0:>10.3f}{on_lines or 0:>10.1%}"
        f"{figures.estates_split:>10}{found.people_moved:>10}{found.seconds:>10.1f}"
    )


def _metis(engine: Engine, *, seed: int) -> str:
    """METIS on the units of each community, into as many grids."""
    with session_of(engine) as session:
        sites = read_sites(session)
    zone = MetricZone(np.array([site.ground for site in sites], dtype=object))
    compact, people, pieces, rough_m, border_m, seconds = [], [], 0, 0.0, 0.0, 0.0
    for site in sites:
        units = make_blocks(site, zone=zone, divide_above=DIVIDE_ABOVE * (LEAST + MOST) / 2).units
        parts = grids_for(int(units.people.sum()), least=LEAST, most=MOST)
        began = time.perf_counter()
        part = first_partition(units, parts=parts, seed=seed)
        seconds += time.perf_counter() - began
        pieces += int(count_pieces(units, part).sum())
        make_whole(units, part, parts=parts)
        compact.append(compactness(units, part))
        people.append(np.bincount(part, units.people, parts))
        across = part[np.repeat(np.arange(len(units)), np.diff(units.indptr))] != part[units.indices]
        rough_m += float(units.rough_m[across].sum())
        border_m += float(units.border_m[across].sum())
    held, shape = np.concatenate(people), np.concatenate(compact)
    in_band = float(((held >= LEAST) & (held <= MOST)).mean())
    return (
        f"{'METIS':<16}{len(held):>10}{in_band:>10.1%}{pieces:>10}{shape.mean():>10.3f}{np.percentile(shape, 5):>10.3f}"
        f"{1 - rough_m / border_m:>10.1%}{'':>10}{'':>10}{seconds:>10.1f}"
    )
