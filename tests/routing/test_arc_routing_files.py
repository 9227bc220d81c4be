from pathlib import Path

from tests.bench.arc_routing import read

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
