"""The bench of dual graphs: parts in the file's order, and a line about what cannot be divided."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.bench.districting import main


def chain(count: int, *, first: int = 0, people: Any = 10) -> dict[str, list[dict[str, Any]]]:
    nodes = [{"id": first + number, "TOTPOP": people} for number in range(count)]
    return {"nodes": nodes, "links": [{"source": first + n, "target": first + n + 1} for n in range(count - 1)]}


def divided(
    graph: object, parts: int, folder: Path, capsys: pytest.CaptureFixture[str]
) -> tuple[int, dict[str, Any], str]:
    path = folder / "graph.json"
    path.write_text(json.dumps(graph), encoding="utf-8")
    code = main(["--graph", str(path), "--parts", str(parts)])
    said = capsys.readouterr()
    return code, json.loads(said.out) if said.out else {}, said.err


def test_a_chain_is_cut_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found, _ = divided(chain(8), 2, tmp_path, capsys)
    assert code == 0
    assert found["parts"] in ([0] * 4 + [1] * 4, [1] * 4 + [0] * 4)
    assert (found["spread"], found["cut_edges"], found["pieces"]) == (0.0, 1, 2)


def test_a_graph_in_pieces_makes_as_many_parts_as_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    west, east = chain(6), chain(3, first=50)
    both = {key: west[key] + east[key] for key in west}
    _, found, _ = divided(both, 3, tmp_path, capsys)
    assert (len(set(found["parts"])), found["spread"], found["cut_edges"], found["pieces"]) == (3, 0.0, 1, 3)
    _, found, _ = divided({"nodes": both["nodes"], "links": []}, 4, tmp_path, capsys)
    assert (len(set(found["parts"])), found["pieces"]) == (4, 9)


@pytest.mark.parametrize(
    ("graph", "parts", "line"),
    [
        (chain(3), 4, "3 nodes, which cannot make 4 parts"),
        (chain(3), 0, "cannot make 0 parts"),
        (chain(3, people=None), 2, "TOTPOP of node 0 is None"),
        (chain(3, people=0), 2, "nobody lives"),
        ({"nodes": [{"id": 1}], "links": []}, 1, "do not say how many people"),
        ({**chain(3), "links": [{"source": 0, "target": 9}]}, 2, "an edge names 9"),
        ([], 2, "list of nodes"),
    ],
)
def test_what_cannot_be_divided_is_said_in_a_line(
    graph: object, parts: int, line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, found, said = divided(graph, parts, tmp_path, capsys)
    assert (code, found) == (1, {})
    assert line in said
    assert said.count("\n") == 1
