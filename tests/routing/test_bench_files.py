"""The benches that read published files: each line stands alone, and a file that cannot be used stops no other."""

import json
from pathlib import Path

import pytest

from tests.bench import arc_routing, reach, siting, traces
from tests.bench.__main__ import FILES, find_benches, main, options_of

CARP = """VERTICES : 4
CAPACIDAD : 5
LISTA_ARISTAS_REQ :
( 1, 2)   coste 13   demanda 1
( 2, 3)   coste 17   demanda 2
( 2, 3)   coste 17   demanda 2
( 3, 3)   coste 4   demanda 1
LISTA_ARISTAS_NOREQ :
( 1, 3)   coste 2
DEPOSITO : 3
"""


def written(path: Path, text: str) -> str:
    """Return the path of a file that was written with line ends of Windows."""
    path.write_bytes(text.replace("\n", "\r\n").encode())
    return str(path)


def test_arc_routing_serves_loops_and_twins_and_says_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, empty = written(tmp_path / "good.dat", CARP.replace(" ", "\t")), written(tmp_path / "empty.dat", "")
    assert arc_routing.main(["--seconds", "0.2", str(tmp_path / "none.dat"), empty, good]) == 1
    said = capsys.readouterr()
    found = [json.loads(line) for line in said.out.splitlines()]
    assert [line["instance"] for line in found] == ["good"]
    assert sorted(sorted(edge) for route in found[0]["routes"] for edge in route) == [[1, 2], [2, 3], [2, 3], [3, 3]]
    assert len(said.err.splitlines()) == 2


def test_siting_serves_every_piece_or_says_that_it_cannot(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    two = written(tmp_path / "two.txt", "6 6 2\n1 2 9\n1 1 9\n2 3 4\n2 1 2\n4 5 1\n5 6 1\n")
    three = written(tmp_path / "three.txt", "3 1 1\n1\t2\t3\n")
    assert siting.main([three, two, written(tmp_path / "empty.txt", "")]) == 1
    said = capsys.readouterr()
    found = [json.loads(line) for line in said.out.splitlines()]
    assert [(line["cost"], line["sites"], line["optimal"]) for line in found] == [(8.0, [2, 5], True)]
    assert "2 pieces" in said.err
    assert len(said.err.splitlines()) == 2


def test_traces_take_empty_tracks_and_loops_and_refuse_arcs_of_no_node(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nodes = written(tmp_path / "nodes", "0 0\n0.001\t0\n0.002 0\n1 1\n")
    arcs = written(tmp_path / "arcs", "0 1\n1 1\n1 2\n0 1\n")
    track = written(tmp_path / "track", "0 0 0\n0.0015 0.00001 10\n0.0015 0.00001 10\n0.0019 0 12\n\n")
    assert traces.main(["--nodes", nodes, "--arcs", arcs, "--track", track]) == 0
    driven = json.loads(capsys.readouterr().out)["arcs"]
    assert driven[0] in (0, 3)
    assert driven[-1] == 2
    assert traces.main(["--nodes", nodes, "--arcs", arcs, "--track", written(tmp_path / "empty", "")]) == 0
    assert json.loads(capsys.readouterr().out)["arcs"] == []
    assert traces.main(["--nodes", track, "--arcs", written(tmp_path / "far", "0 9\n"), "--track", track]) == 1
    assert traces.main(["--nodes", str(tmp_path / "none"), "--arcs", arcs, "--track", track]) == 1
    assert str(tmp_path / "none") in capsys.readouterr().err


def test_traces_know_a_node_that_is_named_twice_and_fixes_in_disorder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nodes = written(tmp_path / "nodes", "0 0\n0.001 0\n0.002 0\n0.001 0\n")
    arcs = written(tmp_path / "arcs", "0 1\n3 2\n")
    rows = ["0.0001 0 0", "0.0006 0 5", "0.0014 0 10", "0.0019 0 15"]
    for order in ((0, 1, 2, 3), (2, 0, 3, 1)):
        track = written(tmp_path / "track", "".join(f"{rows[place]}\n" for place in order) + "nan 0 3\n")
        assert traces.main(["--nodes", nodes, "--arcs", arcs, "--track", track]) == 0
        assert json.loads(capsys.readouterr().out)["arcs"] == [0, 1]
    far = written(tmp_path / "far", "60 5 0\n60 6 9\n")
    assert traces.main(["--nodes", nodes, "--arcs", arcs, "--track", far]) == 0
    assert json.loads(capsys.readouterr().out)["arcs"] == []


def test_benches_of_published_files_run_with_the_files_that_are_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert FILES.keys() <= set(find_benches())
    assert options_of("siting", tmp_path) is None
    assert main(["--data", str(tmp_path), "siting"]) == 1
    assert "left out" in capsys.readouterr().err
    (tmp_path / "bench/pmed").mkdir(parents=True)
    file = written(tmp_path / "bench/pmed/pmed1.txt", "2 1 1\n1 2 3\n")
    assert options_of("siting", tmp_path) == [file]
    assert options_of("postman", tmp_path) == []


def test_reach_says_in_a_line_that_there_is_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert reach.main([str(tmp_path / "none.osm.pbf")]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
