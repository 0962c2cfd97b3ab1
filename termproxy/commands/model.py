"""`termproxy model`: which models are there, which one answers and why, and fetching one."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING

from termproxy.commands import paper

if TYPE_CHECKING:
    from termproxy.assistant.model.ollama import OllamaClient, Pulled

# Seconds. A model is many gigabytes, and the server is silent while it verifies one.
PULL_STALL, PULL_TOTAL = 900.0, 7 * 86_400.0

USAGE = """\
usage: termproxy model            the server's models, and which one answers
       termproxy model pull NAME  fetch one, as `ollama pull` does; ^C pauses it
"""


def main(argv: list[str]) -> int:
    """Run the command; 1 when the server cannot do it, 2 for a wrong call."""
    if argv in (["--help"], ["-h"]):
        sys.stdout.write(USAGE)
        return 0
    pull = len(argv) == 2 and argv[0] == "pull" and not argv[1].startswith("-")
    if argv and not pull:
        sys.stderr.write(USAGE)
        return 2
    import asyncio

    from termproxy.assistant.model.asking import model_settings, speaks_openai
    from termproxy.assistant.model.chat import ModelProblem
    from termproxy.assistant.model.ollama import OllamaClient
    from termproxy.config import load

    values = load(os.environ).values
    if speaks_openai(values):
        return paper.refuse("model", "model.api is openai: such a server's models are its own.")
    settings = model_settings(values, os.environ)
    patient = replace(settings.deadlines, stall=PULL_STALL, total=PULL_TOTAL)
    client = OllamaClient(replace(settings, deadlines=patient))
    try:
        asyncio.run(_pulled(client, argv[1]) if pull else _listed(client))
    except ModelProblem as problem:
        return paper.refuse("model", problem.sentence)
    return 0


async def _listed(client: OllamaClient) -> None:
    from termproxy.assistant.model.chat import ModelProblem

    try:
        found = await client.installed()
        try:
            choice = await client.choose()
        except ModelProblem as problem:
            chosen, said = "", problem.sentence
        else:
            chosen, said = choice.model, f"{choice.model} answers: {choice.why}."
    finally:
        await client.close()
    for model in found:
        size = f"{model.billions:.1f}B" if model.billions else ""
        marks = [word for word, on in (("loaded", model.loaded), ("cloud", model.cloud)) if on]
        if not model.chats:
            marks.append("cannot chat")
        sign = "*" if model.name == chosen else " "
        sys.stdout.write(f"{sign} {model.name:<36} {size:>7}  {', '.join(marks)}".rstrip() + "\n")
    sys.stdout.write(f"{said}\n")


async def _pulled(client: OllamaClient, name: str) -> None:
    try:
        async with aclosing(client.pull(name)) as progress:
            if paper.rich_out():
                with paper.keys_unseen():
                    await _with_bar(progress)
            else:
                await _in_lines(progress)
    finally:
        await client.close()


async def _in_lines(progress: AsyncGenerator[Pulled, None]) -> None:
    """One line for each thing done; a percentage every tenth of a layer would be noise."""
    told = ""
    async for step in progress:
        if step.status != told:
            told = step.status
            size = f" ({paper.size(step.total)})" if step.total else ""
            sys.stdout.write(f"{step.status}{size}\n")
            sys.stdout.flush()


async def _with_bar(progress: AsyncGenerator[Pulled, None]) -> None:
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=paper.console(), transient=True) as page:
        task, told = page.add_task("asking", total=None), ""
        async for step in progress:
            if step.status != told:
                told = step.status
                page.reset(task, description=told, total=step.total or None)
            page.update(task, completed=step.completed, total=step.total or None)
    sys.stdout.write(f"{told}\n")
