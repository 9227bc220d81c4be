"""What the command line says about itself, in the language of the run: `--help`, and what is wrong with a command line.

Commands say their help in English, where they stand. It is translated only when it is printed: paragraph by paragraph,
from the entries of the catalogue with `msgctxt "help"`; how lines are wrapped in the source does not matter. Sentences
of wrong usage, which typer puts together, are translated as refusals are.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup

from console.language import HELP, Language, as_language, messages, words

FRAME = {
    "DEPRECATED_STRING": "(deprecated) ",
    "DEFAULT_STRING": "[default: {}]",
    "ENVVAR_STRING": "[env var: {}]",
    "REQUIRED_LONG_STRING": "[required]",
    "ARGUMENTS_PANEL_TITLE": "Arguments",
    "OPTIONS_PANEL_TITLE": "Options",
    "COMMANDS_PANEL_TITLE": "Commands",
    "ERRORS_PANEL_TITLE": "Error",
    "ABORTED_TEXT": "Aborted.",
    "RICH_HELP": "Try [blue]'{command_path} {help_option}'[/] for help.",
}
"""What typer says around the texts of the commands: its name in `typer.rich_utils` -> its English."""
USAGE = "Usage: "
_QUOTED = re.compile(r"'([^'\s]+)'")
_LISTED = re.compile(r"(?<=[\w-]), (?=[\w-])")


def speak_by_run(app: typer.Typer) -> None:
    """Let every command and group of a command line speak the language of `context.obj`, else Chinese."""
    app.info.cls = _Group
    for command in app.registered_commands:
        command.cls = _Command
    for group in app.registered_groups:
        group.cls = _Group
        if group.typer_instance is not None:
            speak_by_run(group.typer_instance)


class WrongUsage(typer.BadParameter):
    """A command line that cannot be understood, said in the language of the run."""

    def format_message(self) -> str:
        """Return what is wrong, as it is."""
        return self.message


class _Command(TyperCommand):
    def format_help(self, ctx: Any, formatter: Any) -> None:
        translate(self, ctx)
        super().format_help(ctx, formatter)

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        _write_usage(self, ctx, formatter)


class _Group(TyperGroup):
    def format_help(self, ctx: Any, formatter: Any) -> None:
        translate(self, ctx)
        super().format_help(ctx, formatter)

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        _write_usage(self, ctx, formatter)

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        with _errors_in(_language(extra.get("obj", getattr(parent, "obj", None)))):
            return super().make_context(info_name, args, parent=parent, **extra)

    def invoke(self, ctx: Any) -> Any:
        with _errors_in(_language(ctx.obj)):
            return super().invoke(ctx)


def translate(command: Any, ctx: Any) -> None:
    """Put all that a command says into the language of its context; what is translated already stays as it is."""
    say = _sayer(_language(ctx.obj))
    _name_frame(say)
    command.help = _prose(command.help, say)
    command.epilog = _prose(command.epilog, say)
    command.options_metavar = say(command.options_metavar or "")
    for param in command.get_params(ctx):
        param.help = _prose(param.help, say)
        kind = "" if _speaks_for_itself(param) else say(param.display_type_rich(ctx=ctx) or "")
        if param.metavar is not None:
            param.metavar = say(param.metavar)
        vars(param)["display_type_rich"] = _constant(kind)
    if isinstance(command, TyperGroup):
        command.subcommand_metavar = say(command.subcommand_metavar)
        for verb in command.commands.values():
            verb.help = _prose(verb.help, say)
            verb.short_help = _prose(verb.short_help, say)


def _speaks_for_itself(param: Any) -> bool:
    """Return whether no type need stand beside a parameter: a flag takes no value, an argument has its metavar."""
    return bool(getattr(param, "is_flag", False)) or (isinstance(param, TyperArgument) and param.metavar is not None)


def _constant(said: str) -> Callable[..., str]:
    return lambda **_asked: said


def _write_usage(command: Any, ctx: Any, formatter: Any) -> None:
    translate(command, ctx)
    prefix = _sayer(_language(ctx.obj))(USAGE)
    formatter.write_usage(ctx.command_path, " ".join(command.collect_usage_pieces(ctx)), prefix=prefix)


@contextmanager
def _errors_in(language: Language) -> Iterator[None]:
    """Say in a language what is found wrong with the command line."""
    try:
        yield
    except typer.Abort:
        _name_frame(_sayer(language))
        raise
    except typer.TyperException as error:
        # a group without a verb prints its help as an error of this name
        helps = type(error).__name__ == "NoArgsIsHelpError"
        if helps or isinstance(error, WrongUsage) or error.exit_code != WrongUsage.exit_code:
            raise
        ctx = getattr(error, "ctx", None)  # the parser raises some without
        if ctx is not None:
            translate(ctx.command, ctx)
        _name_frame(_sayer(language))
        raise WrongUsage(_said(error.format_message(), language), ctx) from error


def _said(message: str, language: Language) -> str:
    """Return what typer says of wrong usage in a language; Chinese names several things without quotes and commas."""
    from console.refusals import refusal_words  # noqa: PLC0415

    said = refusal_words(message, language)
    return said if language == "en" else _LISTED.sub("、", _QUOTED.sub(r"\1", said))


def _language(ours: Any) -> Language:
    return as_language(getattr(ours, "language", None)) or "zh"


@cache
def _sayer(language: Language) -> Callable[[str], str]:
    known, others = messages(language, HELP), words(language)
    return lambda wording: known.get(wording) or others(wording)


def _name_frame(say: Callable[[str], str]) -> None:
    from typer import rich_utils  # noqa: PLC0415 - takes as long as all the rest

    from console.han_text import HanHighlighter  # noqa: PLC0415

    for name, wording in FRAME.items():
        setattr(rich_utils, name, say(wording))
    rich_utils.highlighter = HanHighlighter()


def _prose(text: str | None, say: Callable[[str], str]) -> str | None:
    """Return a text of paragraphs, each translated as a whole."""
    if not text:
        return text
    paragraphs = (" ".join(paragraph.split()) for paragraph in text.split("\n\n"))
    return "\n\n".join(say(paragraph) for paragraph in paragraphs if paragraph)
