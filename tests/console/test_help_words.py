"""`--help` and wrong usage, in the language of the run."""

import re
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from rich.cells import cell_len
from typer import rich_utils
from typer.main import get_command

from console.cli import build_app
from console.help_words import FRAME, USAGE
from console.language import HELP, messages, words

RunWangge = Callable[..., subprocess.CompletedProcess[str]]
WIDTH = {"COLUMNS": "80"}


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every group and command of the tree, with how it is called."""
    yield path, command
    for name, verb in getattr(command, "commands", {}).items():
        yield from commands(verb, (*path, name))


TREE = dict(commands(get_command(build_app())))


def wordings(command: Any) -> Iterator[str]:
    """What a command says of itself in English: its paragraphs, its parameters, and what they take."""
    texts = [command.help, command.short_help, command.epilog, *(param.help for param in command.params)]
    for text in filter(None, texts):
        yield from (" ".join(paragraph.split()) for paragraph in text.split("\n\n"))
    yield from (param.metavar for param in command.params if param.metavar)
    for param in command.params:
        # what a flag takes is not said, and choices are named as they are written
        if param.metavar is None and not param.is_flag and not param.type_descriptor.is_choice:
            yield param.display_type(None)
    yield command.options_metavar


@pytest.mark.parametrize("path", TREE, ids=" ".join)
def test_all_that_a_command_says_of_itself_has_its_chinese(path: tuple[str, ...]) -> None:
    said = messages("zh", HELP)
    assert sorted(set(wordings(TREE[path])) - said.keys()) == []


@pytest.mark.parametrize("path", TREE, ids=" ".join)
def test_every_command_and_parameter_says_what_it_is(path: tuple[str, ...]) -> None:
    assert TREE[path].help
    assert [param.name for param in TREE[path].params if not param.help] == []


def test_what_typer_says_around_it_has_its_chinese() -> None:
    known = messages("zh", HELP)
    assert [one for one in (USAGE, *FRAME.values()) if one not in known and words("zh")(one) == one] == []
    assert [name for name in FRAME if not hasattr(rich_utils, name)] == []


def test_no_help_is_translated_that_nobody_says() -> None:
    said = {wording for command in TREE.values() for wording in wordings(command)}
    said |= {USAGE, *FRAME.values(), "COMMAND [ARGS]...", "Show this message and exit."}
    assert sorted(messages("zh", HELP).keys() - said) == []


@pytest.mark.parametrize("path", [(), ("load",), ("plan", "propose"), ("patrol", "plan")], ids=" ".join)
def test_chinese_help_is_whole_and_straight(run_wangge: RunWangge, path: tuple[str, ...]) -> None:
    said = run_wangge(*path, "--help", environment={"WANGGE_LANGUAGE": "zh", **WIDTH}).stdout
    assert said.lstrip().startswith("用法：wangge")
    assert re.findall(r"\b(?:the|of|to|is|and|Options|Commands|Arguments|default|required)\b", said) == []
    assert "…" not in said.replace(",…", "")
    framed = [line for line in said.splitlines() if line.startswith(("│", "╭", "╰"))]
    assert {cell_len(line) for line in framed} == {80}


def test_english_help_is_english(run_wangge: RunWangge) -> None:
    said = run_wangge("plan", "propose", "--help").stdout
    assert "Usage: wangge plan propose [OPTIONS]" in said
    assert "Propose new boundaries along streets" in said
    assert re.search("[\u4e00-\u9fff]", said) is None


def test_a_group_alone_shows_its_help(run_wangge: RunWangge) -> None:
    outcome = run_wangge("db", expect=2, environment={"WANGGE_LANGUAGE": "zh"})
    assert "启动自带的数据库" in outcome.stdout
    assert outcome.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "chinese", "english"),
    [
        ("plna", "没有命令 plna，是不是 plan？", "No such command 'plna'. Did you mean 'plan'?"),
        ("plan publish", "缺少参数：方案。", "Missing argument 'PLAN'."),
        ("reach", "缺少选项 --kind。", "Missing option '--kind'."),
        ("reach --kind", "选项 --kind 后面要有值。", "Option '--kind' requires an argument."),
        ("reach --kidn x", "没有选项 --kidn，是不是 --kind？", "No such option: --kidn (Possible options: --kind)"),
        ("balance x y", "多出了参数：x y。", "Got unexpected extra argument(s) (x y)"),
        ("coverage --as-of 2026-13-01", "“2026-13-01”不是日期", "'2026-13-01' is no day"),
        ("plan propose --grids x", "--grids：应为整数。", "--grids: it must be a whole number."),
        ("serve --port 99999", "--port：不得大于 65535。", "--port: it must be 65535 or less."),
        ("load sample --size x", "没有“x”，可用：small、full。", "'x' is not one of 'small', 'full'."),
    ],
)
def test_wrong_usage_is_said_in_the_language_of_the_run(
    monkeypatch: pytest.MonkeyPatch, run_wangge: RunWangge, arguments: str, chinese: str, english: str
) -> None:
    for language, expected in (("zh", chinese), ("en", english)):
        monkeypatch.setenv("WANGGE_LANGUAGE", language)
        outcome = run_wangge(*arguments.split(), expect=2)
        assert expected in outcome.stderr
        assert outcome.stdout == ""
