import io

from rich.console import Console

from console.progress_bar import show_progress


def test_a_log_gets_one_line_per_stage() -> None:
    said = io.StringIO()
    with show_progress(Console(file=said), "en") as progress:
        progress.start("Reading [a] file", total=12_000)
        progress.advance(6_000)
        progress.advance(6_000)
        progress.start("Writing")
        progress.advance()
    lines = [line.split("s  ", 1)[1] for line in said.getvalue().splitlines()]
    assert lines == ["Reading [a] file (12,000)", "Writing"]


def test_a_terminal_gets_a_bar_with_what_is_done() -> None:
    said = io.StringIO()
    with show_progress(Console(file=said, force_terminal=True, width=100), "en") as progress:
        progress.start("Reading", total=3)
        progress.advance(3)
        progress.start("Counting")
        progress.advance(7)
        progress.start("Writing", total=10)
        progress.advance(4)
    last = said.getvalue()
    assert "3/3" in last
    assert "7/7" in last  # a stage of unknown length is whole when the next begins
    assert "4/10" in last
