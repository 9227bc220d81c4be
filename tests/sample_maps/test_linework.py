import numpy as np
import shapely

from sample_maps.arterials import Line
from sample_maps.linework import KINDS, cut_at_crossings, faces_of, sides_of, without_loose_ends, without_slivers


def line(wkt: str, kind: str = "secondary", street: int = 0) -> Line:
    return Line(shapely.get_coordinates(shapely.from_wkt(wkt)), kind, street)


SQUARE = line("LINESTRING (0 0, 100 0, 100 100, 0 100, 0 0)", "outline", -1)


def test_lines_are_cut_where_they_cross_and_keep_their_kind() -> None:
    work = cut_at_crossings([line("LINESTRING (0 50, 100 50)", "primary", 7), line("LINESTRING (50 0, 50 100)")])
    assert sorted(shapely.length(work.edges)) == [50, 50, 50, 50]
    assert sorted(KINDS[k] for k in work.kind) == ["primary", "primary", "secondary", "secondary"]
    assert (work.street == 7).sum() == 2


def test_where_two_lines_run_in_one_the_greater_wins() -> None:
    work = cut_at_crossings([line("LINESTRING (0 0, 10 0)", "wall"), line("LINESTRING (0 0, 10 0)", "trunk")])
    assert [KINDS[k] for k in work.kind] == ["trunk"]


def test_an_end_that_rounding_moved_off_its_street_still_meets_it() -> None:
    slanted = line("LINESTRING (0 0, 100 3.1, 97.3 100, 0 100, 0 0)", "outline", -1)
    work = cut_at_crossings([slanted, line("LINESTRING (33.34 1.03, 33.34 100)")])
    assert shapely.length(work.edges).min() > 1
    assert len(faces_of(work)) == 2


def test_loose_ends_fall_back_to_the_last_crossing() -> None:
    work = without_loose_ends(
        cut_at_crossings([SQUARE, line("LINESTRING (50 0, 50 100)"), line("LINESTRING (0 50, 80 50)")])
    )
    assert shapely.length(work.edges[work.kind == KINDS.index("secondary")]).sum() == 150
    assert len(faces_of(work)) == 3


def test_an_edge_knows_the_faces_on_both_its_sides() -> None:
    work = cut_at_crossings([SQUARE, line("LINESTRING (50 0, 50 100)")])
    faces = faces_of(work)
    left, right = sides_of(work, faces)
    middle = int(np.flatnonzero(work.kind == KINDS.index("secondary"))[0])
    assert {left[middle], right[middle]} == {0, 1}
    on_the_rim = np.delete(np.minimum(left, right), middle)
    assert (on_the_rim == -1).all()


def test_slivers_join_a_neighbour() -> None:
    work = cut_at_crossings([SQUARE, line("LINESTRING (50 0, 50 100)"), line("LINESTRING (52 0, 52 100)", "tertiary")])
    outline = work.kind == KINDS.index("outline")
    joined = without_slivers(work, keep=outline, least_m2=500.0, least_width_m=5.0)
    assert sorted(shapely.area(faces_of(joined))) == [5000, 5000]
    assert KINDS.index("tertiary") not in joined.kind
