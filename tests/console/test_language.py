import ast
import re
from pathlib import Path

import flask
import pytest
from babel.messages.pofile import read_po

from console.catalogue_file import read_catalogue
from console.language import COOKIE, FOLDER, LANGUAGES, catalogue, current, words

CONSOLE = Path(__file__).parent.parent.parent / "console"
HAN = r"[\u4e00-\u9fff]"


def wordings_in_python(path: Path) -> set[str]:
    """What a module passes to `_(…)` as it stands."""
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    return {
        node.args[0].value
        for node in calls
        if isinstance(node.func, ast.Name) and node.func.id == "_" and node.args
        if isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
    }


def wordings_in_javascript(path: Path) -> set[str]:
    """What a module of the browser's code passes to `say('…')` or `say(… ? '…' : '…')`."""
    source = path.read_text()
    chosen = " ".join(re.findall(r"\bsay\(([^()]*\?[^()]*)\)", source))
    return {*re.findall(r"\bsay\('((?:[^'\\]|\\.)*)'", source), *re.findall(r"[?:] *'((?:[^'\\]|\\.)*)'", chosen)}


def test_every_wording_of_the_pages_has_its_chinese() -> None:
    used = {wording for path in CONSOLE.rglob("*.py") for wording in wordings_in_python(path)}
    used |= {wording for path in (CONSOLE / "web/src").rglob("*.js") for wording in wordings_in_javascript(path)}
    assert len(used) > 50
    assert sorted(used - catalogue("zh").keys()) == []


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_catalogues_can_be_read_and_say_nothing_twice(language: str) -> None:
    text = (FOLDER / language / "LC_MESSAGES/wangge.po").read_text()
    with (FOLDER / language / "LC_MESSAGES/wangge.po").open("rb") as file:
        read_po(file, abort_invalid=True)
    said = re.findall(r'^msgid "(.*)"$', text, flags=re.MULTILINE)
    assert sorted({wording for wording in said if said.count(wording) > 1}) == []


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_catalogue_is_read_as_babel_reads_it(language: str) -> None:
    path = FOLDER / language / "LC_MESSAGES/wangge.po"
    with path.open("rb") as file:
        held = [(one.context, one.id, one.string) for one in read_po(file, locale=language) if one.id]
    assert [entry for entry in read_catalogue(path) if entry[1]] == held


def test_a_catalogue_may_have_comments_escapes_and_long_strings(tmp_path: Path) -> None:
    (tmp_path / "x.po").write_text(
        '# one\nmsgctxt "c"\nmsgid "a \\"b\\"\\n"\nmsgstr ""\n"甲"\n"乙"\n#: x.py:3\nmsgid "d"\nmsgstr "丁"\n'
    )
    assert list(read_catalogue(tmp_path / "x.po")) == [("c", 'a "b"\n', "甲乙"), (None, "d", "丁")]


def test_translations_keep_the_places_for_values() -> None:
    for language in LANGUAGES:
        for wording, said in catalogue(language).items():
            assert set(re.findall(r"\{(\w*)\}", wording)) >= set(re.findall(r"\{(\w*)\}", said)), wording


def test_chinese_is_written_with_chinese_punctuation() -> None:
    wrong = [said for said in catalogue("zh").values() if re.search(f"{HAN}[,;:?!]|[,;?!]{HAN}", said)]
    assert wrong == []


def test_unknown_wording_is_said_in_english() -> None:
    assert words("zh")("not in any catalogue") == "not in any catalogue"
    assert words("fr")("Blind spots") == "盲区"


@pytest.mark.parametrize(
    ("path", "headers", "expected"),
    [
        ("/", {}, "zh"),
        ("/?lang=en", {}, "en"),
        ("/?lang=xx", {}, "zh"),
        ("/", {"Cookie": f"{COOKIE}=en"}, "en"),
        ("/?lang=zh", {"Cookie": f"{COOKIE}=en"}, "zh"),
        # a callback is asked from a page, whose address says more than the cookie that all tabs share
        ("/_dash-update-component", {"Cookie": f"{COOKIE}=zh", "Referer": "http://host/screen?lang=en"}, "en"),
    ],
)
def test_language_of_a_request(path: str, headers: dict[str, str], expected: str) -> None:
    with flask.Flask(__name__).test_request_context(path, headers=headers):
        assert current("zh") == expected


def test_language_without_a_request() -> None:
    assert current("en") == "en"
