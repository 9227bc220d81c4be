import json
from pathlib import Path

import pytest

from tests.bench.arc_routing import main, read

TEXT = """ NOMBRE : x
 VERTICES : 4
 ARISTAS_REQ : 2
 CAPACIDAD : 5
 LISTA_ARISTAS_REQ :
 ( 1, 2)   coste 13   demanda 1
 ( 2, 3)   coste 17
 LISTA_ARISTAS_NOREQ :
 ( 3, 4)   coste 2
 ( 1,4)  coste 3   demanda 9
 DEPOSITO :   3
"""


def test_the_lists_say_what_is_served_whatever_stands_in_a_line(tmp_path: Path) -> None:
    path = tmp_path / "x.dat"
    path.write_text(TEXT)
    problem = read(path)
    assert problem.ends.tolist() == [[0, 1], [1, 2]]
    assert problem.demand.tolist() == [1, 0]
    assert problem.other_ends.tolist() == [[2, 3], [0, 3]]
    assert (problem.depot, problem.capacity, problem.nodes) == (2, 5, 4)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(" : ", ":").replace("\n ", "\n"),
        lambda text: text.lower(),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("NOMBRE : x", "COMENTARIO : 10000 (cota superior) año"),
        lambda text: text.replace("coste 13   demanda 1", "demanda 1, coste = 13").replace("( 1, 2)", "(1,2)"),
        lambda text: text.replace("ARISTAS_REQ : 2\n", "ARISTAS_REQ : 2\n VEHICULOS : 2\n"),
    ],
)
def test_files_are_written_in_many_ways(tmp_path: Path, change: object) -> None:
    path = tmp_path / "x.dat"
    path.write_bytes(change(TEXT).encode("latin-1"))  # type: ignore[operator]
    problem = read(path)
    assert (problem.ends.tolist(), problem.cost.tolist()) == ([[0, 1], [1, 2]], [13, 17])
    assert (problem.depot, problem.capacity, len(problem.other_cost)) == (2, 5, 2)


def test_a_line_for_each_file_in_order_and_one_for_each_that_is_bad(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = {
        "a.b.dat": TEXT, "empty.dat": "", "small.dat": TEXT.replace("demanda 1", "demanda 7"),
        "away.dat": TEXT.replace("DEPOSITO :   3", "DEPOSITO : 9"),
        "egl-e1.A": TEXT.split(" LISTA_ARISTAS_NOREQ", maxsplit=1)[0] + " DEPOSITO : 1",
    }  # fmt: skip
    for name, text in bad.items():
        (tmp_path / name).write_text(text)
    paths = [str(tmp_path / name) for name in [*bad, "none.dat"]]
    assert main(["--seconds", "0.3", *paths]) == 1
    said = capsys.readouterr()
    lines = [json.loads(line) for line in said.out.splitlines()]
    assert [(line["instance"], line["cost"]) for line in lines] == [("a.b", 35), ("egl-e1.A", 60)]
    assert len(said.err.splitlines()) == 4
