"""A model's answer as it comes: Markdown on a terminal, plain text in a pipe. ^C stops it."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import TYPE_CHECKING

from termproxy.assistant.model.asking import model_settings, new_client, speaks_openai
from termproxy.assistant.model.chat import ModelProblem
from termproxy.assistant.model.talk import Subject, answer
from termproxy.commands import paper

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from rich.console import Console, ConsoleOptions, RenderResult

    from termproxy.assistant.advice import Advice


def add_model_options(parser: ArgumentParser) -> None:
    """The options that every command with an answer has."""
    parser.add_argument("--model", metavar="NAME", help="ask this model")
    parser.add_argument("--no-model", action="store_true", help="only what the rules know")


def wanted(
    settings: Mapping[str, object], *, model: str | None, no_model: bool
) -> dict[str, object] | None:
    """The settings to ask with; None when no model is to be asked."""
    if no_model or (settings["hint.mode"] not in ("ask", "auto") and not model):
        return None
    return {**settings, "model.name": model} if model else dict(settings)


def say(settings: Mapping[str, object], subject: Subject) -> ModelProblem | None:
    """Stream the answer about `subject` to standard output; the problem that ended it, if any."""
    import asyncio

    try:
        asyncio.run(_say(settings, subject))
    except ModelProblem as problem:
        return problem
    return None


def show_hint(advice: Advice) -> None:
    """What a rule says, as hints look on a terminal, and as plain lines otherwise."""
    if paper.rich_out():
        from termproxy.assistant.view import Look, draw

        rows = draw(advice, cols=paper.console().width, look=Look.of(os.environ))
        sys.stdout.write("".join(row.decode() + "\n" for row in rows))
    else:
        from termproxy.assistant.safety.plain import plain

        lines = [advice.title + ".", *advice.explanation.split("\n")]
        for fix in advice.fixes:
            lines.append(f"  {fix.command}" + (f"    ({fix.dangerous})" if fix.dangerous else ""))
        sys.stdout.write("".join(plain(line) + "\n" for line in lines if line))
    sys.stdout.flush()


async def _say(settings: Mapping[str, object], subject: Subject) -> None:
    client = new_client(model_settings(settings, os.environ), openai=speaks_openai(settings))
    try:
        async with aclosing(answer(client, subject)) as pieces:
            if paper.rich_out():
                with paper.keys_unseen():
                    await _markdown(pieces, paper.console())
            else:
                await _text(pieces)
    finally:
        await client.close()


async def _text(pieces: AsyncGenerator[str, None]) -> None:
    end = "\n"
    try:
        async for piece in pieces:
            sys.stdout.write(piece)
            sys.stdout.flush()
            end = piece[-1:]
    finally:
        if end != "\n":
            sys.stdout.write("\n")


async def _markdown(pieces: AsyncGenerator[str, None], console: Console) -> None:
    """Finished paragraphs stay; the one that is being written is drawn anew with each piece.

    Only that one is ever erased, so that an answer longer than the screen stays whole.
    """
    from rich.live import Live
    from rich.text import Text

    waiting = Text("asking the model; ^C stops", "dim")
    rest = ""
    first = True
    try:
        with Live(waiting, console=console, transient=True, auto_refresh=False) as live:
            try:
                async for piece in pieces:
                    for part in piece.splitlines(keepends=True):
                        done, rest = finished(rest + part)
                        if done.strip():
                            console.print(Block(done, first=first))
                            first = False
                    shown = Block(rest, first=first) if rest.strip() else Text()
                    live.update(shown, refresh=True)
            finally:
                live.update(Text(), refresh=True)
    finally:
        if rest.strip():  # of an answer that was cut or stopped, too
            console.print(Block(rest, first=first))


class Block:
    """A block of Markdown: one blank row above it, unless it is the first, and none of its own.

    rich knows how far blocks are apart only where it is given them at once.
    """

    def __init__(self, text: str, *, first: bool) -> None:
        self.text, self.first = text, first

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """See rich's protocol of that name."""
        from rich.markdown import Markdown
        from rich.segment import Segment

        drawn = Markdown(self.text, hyperlinks=False, code_theme="ansi_dark")
        rows = console.render_lines(drawn, options, pad=False)
        filled = [at for at, row in enumerate(rows) if "".join(part.text for part in row).strip()]
        if not filled:
            return
        if not self.first:
            yield Segment.line()
        for row in rows[filled[0] : filled[-1] + 1]:
            yield from row
            yield Segment.line()


def finished(text: str) -> tuple[str, str]:
    """Markdown cut after its last whole block: a blank line outside a fenced code block."""
    cut, fence = 0, ""
    position = 0
    for line in text.splitlines(keepends=True):
        position += len(line)
        bare = line.strip()
        if bare[:3] in ("```", "~~~"):
            fence = "" if fence == bare[:3] else fence or bare[:3]
        elif not bare and not fence and line.endswith("\n"):
            cut = position
    return text[:cut], text[cut:]
