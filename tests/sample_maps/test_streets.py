from typing import Any

import networkx as nx
import osmnx as ox
import pytest
import shapely


@pytest.fixture(scope="module")
def network(district: Any) -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph(crs="EPSG:4326")
    for line, length in zip(district.streets.geometry, district.metric(district.streets).length, strict=True):
        ends = line.coords[0], line.coords[-1]
        for x, y in ends:
            graph.add_node((x, y), x=x, y=y)
        graph.add_edge(*ends, length=length)
    return graph


def test_streets_run_every_way(network: nx.MultiDiGraph) -> None:
    bearings = nx.MultiGraph(ox.bearing.add_edge_bearings(network))
    assert ox.bearing.orientation_entropy(bearings) >= 3.2


def test_the_network_hangs_together(network: nx.MultiDiGraph) -> None:
    assert nx.number_weakly_connected_components(network) == 1


def test_segments_end_where_they_meet(district: Any) -> None:
    lines = district.streets.geometry.values
    one, other = shapely.STRtree(lines).query(lines, predicate="crosses")
    assert len(one) == len(other) == 0


def test_streets_have_ranks_and_few_of_them_are_great(district: Any) -> None:
    length = district.metric(district.streets).length.groupby(district.streets["class"]).sum()
    assert set(length.index) == {"trunk", "primary", "secondary", "tertiary", "residential", "service", "footway"}
    assert length["trunk"] + length["primary"] < 0.2 * length.sum()
    width = district.streets.groupby("class").width_m.mean()
    assert width["trunk"] > width["secondary"] > width["residential"] > width["footway"] > 0


def test_only_bridges_pass_the_water(district: Any) -> None:
    river = shapely.union_all(district.water[district.water.kind.isin(["river", "canal"])].geometry.values)
    wet = shapely.intersects(district.streets.geometry.values, river)
    assert (wet == district.streets.bridge.to_numpy()).all()
    assert (district.streets.layer == district.streets.bridge).all()
    assert 3 <= wet.sum() <= 20
    lakes = district.water[district.water.kind == "lake"].geometry.values
    assert len(lakes)
    assert shapely.STRtree(lakes).query(district.streets.geometry.values, predicate="intersects").size == 0


def test_streets_have_names_and_lanes_have_none(district: Any) -> None:
    lane = district.streets["class"].isin(["service", "footway"])
    assert district.streets.name[~lane].notna().all()
    assert district.streets.name[lane].isna().all()
    assert district.streets.name.dropna().str.fullmatch(r"\w+(大道|大街|路|街|巷|里弄)").all()
