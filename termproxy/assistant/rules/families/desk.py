# ruff: noqa: E501
"""Editors and their swap files, crontab."""

from __future__ import annotations

import os

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.places import ahead, edit
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

editors = Family("editors", *listed("vim vi nvim view nano emacs code pico micro ex helix hx"))
cron = Family("cron", "crontab", "at", "batch")


@editors.rule(
    when=("E325: ATTENTION", "Found a swap file"),
    says=r"swap file by the name \"(?P<swap>[^\"]+)\"",
)
def swap_file(f: Failed) -> Advice | None:
    """vim found a swap file: another vim is open, or one died."""
    swap = f["swap"]
    running = f.find(r"process ID: (\d+) \(still running\)")
    if running:
        return f.hint(
            "The file is open in another vim",
            f"ps -p {running[1]} -o pid,tty,args",
            "fg",
            sure=0.92,
        )
    word = f.operands[0] if f.operands else None
    return f.hint(
        "A vim died while this file was open; its swap file is left",
        f"{f.program} -r {word.raw}" if word else None,
        f"rm {quote(swap)} && {f.text}",
        why="Recover with -r, save, then remove the swap file.",
        sure=0.93,
    )


editors.hint(
    "read-only",
    "The file may not be written by you",
    lambda f: f"sudoedit {f.operands[0].raw}" if f.operands else None,
    ":w !sudo tee % > /dev/null",
    when=("E45: 'readonly'", "E212: Can't open file for writing", "Permission denied"),
    sure=0.88,
)
editors.hint(
    "no-folder",
    "The folder of that file does not exist",
    lambda f: [
        ahead(f, f"mkdir -p {quote(os.path.dirname(w.value))}")
        for w in f.operands[:1]
        if "/" in w.value
    ],
    when=("E212", "Directory", "does not exist", "No such file or directory"),
    says=r"Directory '[^']+' does not exist|\[ Error writing [^\]]+: No such file or directory",
    sure=0.9,
)


VIM = listed(
    "--version --help --clean --noplugin --cmd --startuptime --literal --not-a-term --serverlist"
)
NANO = listed(
    """--version --help --linenumbers --mouse --view --backup --autoindent --tabstospaces --softwrap
    --syntax --nowrap --tabsize --ignorercfiles --smarthome --constantshow --multibuffer"""
)


@editors.rule(
    when=("Unknown option argument", "unrecognized option", "Garbage after option"),
    says=r"(?:Unknown option argument: \"|unrecognized option ['‘])(?P<typed>[^\"'’]+)",
)
def editor_option(f: Failed) -> Advice | None:
    """An option that the editor does not have."""
    typed = f["typed"].split("=")[0]
    near = nearest(typed, VIM if "vi" in f.program else NANO)
    if near and typed.startswith("--"):
        return f.hint(
            f"{f.program} has no option {typed}",
            *[f.swap(f["typed"], name + f["typed"][len(typed) :]) for name in near],
            sure=0.93,
        )
    return f.hint(
        f"{f.program} has no option {f['typed']}",
        f.without(f["typed"]),
        sure=0.82,
    )


editors.hint(
    "not-a-terminal",
    "An editor needs the terminal",
    lambda f: f.text.replace("| xargs ", "| xargs -o ", 1) if "xargs" in f.text else None,
    programs=(),
    when=(
        "Input is not from a terminal",
        "standard input is not a tty",
        "Standard input is not a terminal",
    ),
    says=r"Vim: Warning: Input is not from a terminal|emacs: standard input is not a tty",
    sure=0.85,
)
editors.hint(
    "no-display",
    "There is no display for a window",
    lambda f: f.insert("-nw") if f.program == "emacs" else None,
    programs=("emacs", "code", "gedit"),
    when=("cannot open display", "Display", "cannot connect to X server"),
    says=r"cannot open display|can't be opened|cannot connect to X server",
    sure=0.88,
)
editors.hint(
    "crontab-editor",
    "The editor did not end well: the crontab was left as it was",
    "EDITOR=nano crontab -e",
    programs="crontab",
    when="exited with status",
    sure=0.8,
)


@cron.rule(
    when="bad ",
    says=r"\"?(?P<file>[^\"\n]+?)\"?:(?P<line>\d+): bad (?P<what>minute|hour|day-of-month|month|day-of-week|command|username|time specifier)",
)
def cron_line(f: Failed) -> Advice | None:
    """A line of the crontab is wrong."""
    named = f.local.is_file(f["file"])
    text = f.local.text(f["file"]).splitlines()
    counted = int(
        f["line"]
    )  # of the ends of lines read: the bad line's own only if a field is missing
    line = text[counted - 1] if 0 < counted <= len(text) else ""
    short = bool(line) and line[0] not in "@#" and len(line.split()) < 5
    number = counted if short else counted + 1
    line = text[number - 1] if number <= len(text) else ""
    why = "A line is: minute hour day month weekday command."
    if short or (line and line[0] not in "@#" and len(line.split()) < 6):
        why = "A field is missing: minute hour day month weekday command."
    return f.hint(
        f"Line {number} of the crontab has a bad {f['what']}",
        edit(f, f["file"], number) if named or not f["file"].startswith("/tmp/") else "crontab -e",
        why=why,
        sure=0.93,
    )


cron.hint(
    "no-crontab",
    "{user} has no crontab yet",
    lambda f: (
        f"{'sudo ' if f.command.sudo else ''}crontab -e"
        + (f" -u {f['user']}" if f.has("-u") else "")
    ),
    when="no crontab for",
    says=r"no crontab for (?P<user>\S+)$",
    sure=0.95,
    programs="crontab",
)
cron.hint(
    "not-allowed",
    "You are not allowed to use crontab",
    lambda f: f"echo {quote(f.local.user or '$USER')} | sudo tee -a /etc/cron.allow",
    when="not allowed to use this program",
    sure=0.88,
)
cron.hint(
    "no-file",
    "No {name} here",
    lambda f: [f.swap(f["name"], n) for n in f.local.near(f["name"])],
    "crontab -e",
    when="No such file or directory",
    says=r"^(?P<name>[^:\s]+): No such file or directory",
    programs="crontab",
    sure=0.86,
)
cron.hint(
    "must-be-root",
    "Only root may change others' crontabs",
    lambda f: f.sudo(),
    when="must be privileged to use -u",
    sure=0.97,
)
cron.hint(
    "at-time",
    "at does not understand that time",
    "at now + 5 minutes",
    programs="at",
    when="Garbled time",
    sure=0.88,
)
