# ruff: noqa: E501
"""Editors and their swap files, crontab, ffmpeg."""

from __future__ import annotations

import os
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.places import ahead, edit
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

editors = Family("editors", *listed("vim vi nvim view nano emacs code pico micro ex helix hx"))
cron = Family("cron", "crontab", "at", "batch")
ffmpeg = Family("ffmpeg", "ffmpeg", "ffprobe", "ffplay")


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

ENCODERS = {
    "h264": "libx264", "x264": "libx264", "avc": "libx264", "h265": "libx265", "x265": "libx265",
    "hevc": "libx265", "mp3": "libmp3lame", "lame": "libmp3lame", "opus": "libopus",
    "vorbis": "libvorbis", "vp8": "libvpx", "vp9": "libvpx-vp9", "av1": "libsvtav1",
    "libaom": "libaom-av1", "libfdk_aac": "aac", "libfaac": "aac", "libx246": "libx264",
}  # fmt: skip


@ffmpeg.rule(
    when=("Unknown encoder", "Unknown decoder"),
    says=r"Unknown (?P<kind>encoder|decoder) '(?P<name>[^']+)'",
)
def encoder(f: Failed) -> Advice | None:
    """A codec that this ffmpeg does not have."""
    name = f["name"]
    better = ENCODERS.get(name.lower(), "")
    if not better:
        known = listed(
            "libx264 libx265 libvpx-vp9 libmp3lame aac libopus libvorbis copy mpeg4 prores_ks flac libsvtav1"
        )
        better = next(iter(nearest(name, known)), "") if name not in known else ""
    look = f"ffmpeg -hide_banner -{f['kind']}s | grep -i {quote(re.sub(r'^lib', '', name))}"
    return f.hint(
        f"This ffmpeg has no {f['kind']} {name}",
        f.swap(name, better) if better else None,
        look,
        sure=0.93 if better else 0.86,
    )


@ffmpeg.rule(
    when=("No such file or directory",),
    says=r"^(?:\[[^\]]+\] )?(?:Error opening (?:input|output)[^:\n]*: |Error opening \S+ file )?(?P<name>[^\n]+?): No such file or directory",
)
def no_file(f: Failed) -> Advice | None:
    """The input is not there, or the output's folder."""
    name = f["name"].removeprefix("Error opening input file ").rstrip(".")
    words = f.command.words
    word = f.word(name)
    if word is None:
        return None
    at = words.index(word) if word in words else 0
    if (at and words[at - 1].value == "-i") or f.program == "ffprobe":
        joined = " ".join(w.value for w in words[at : at + 2])
        if at + 1 < len(words) and f.local.is_file(joined):
            return f.hint(
                "A name with blanks needs quotes",
                f.line.edit((word.start, words[at + 1].end, quote(joined))),
                sure=0.97,
            )
        near = f.local.near(name) or f.local.elsewhere(name)
        return f.hint(
            f"No {name} here",
            *[f.swap(word, n) for n in near],
            sure=0.95 if near else 0.8,
        )
    folder = os.path.dirname(name)
    if folder and not f.local.is_dir(folder):
        return f.hint(f"No folder {folder} here", ahead(f, f"mkdir -p {quote(folder)}"), sure=0.95)
    if f.local.is_file(name) and "-i" not in f.args:
        return f.hint(
            "The input is named after -i", f.line.edit((word.start, word.start, "-i ")), sure=0.93
        )
    return None


@ffmpeg.rule(
    when=("Unable to find a suitable output format", "Unable to choose an output format"),
    says=r"output format for '(?P<name>[^']+)'",
)
def output_format(f: Failed) -> Advice | None:
    """The output's name does not say which format."""
    name = f["name"]
    word = f.word(name)
    if word is None:
        return None
    if f.local.is_file(name) and "-i" not in f.args:
        return f.hint(
            "The input is named after -i",
            f.line.edit((word.start, word.start, "-i ")),
            f.append("out.mp4"),
            sure=0.93,
        )
    stem, dot, ending = name.rpartition(".")
    known = listed("mp4 mkv mp3 wav webm mov avi flac ogg gif png jpg aac m4a ts opus flv")
    near = nearest(ending, known) if dot else []
    good = (stem if dot else name) + "." + (near[0] if near else "mp4")
    if f.local.is_dir(name):
        good = name.rstrip("/") + "/output.mp4"
    joined = re.search(rf"{re.escape(name)} (\S+\.\w+)", f.text)
    return f.hint(
        f"ffmpeg cannot tell the format from {name}",
        f.swap(word, good),
        why="A name with blanks needs quotes."
        if joined and not dot
        else "The ending of the name says which.",
        sure=0.88,
    )


ffmpeg.hint(
    "no-output",
    "ffmpeg wants the name of the result at the end",
    lambda f: f.text.replace("ffmpeg", "ffprobe", 1),
    lambda f: f.append("out.mp4"),
    when="At least one output file must be specified",
    why="To look at a file only, take ffprobe.",
    sure=0.85,
)
ffmpeg.hint(
    "in-place",
    "ffmpeg cannot write the file that it reads",
    lambda f: (
        f.swap(f.operands[-1], "out" + os.path.splitext(f.operands[-1].value)[1])
        if f.operands
        else None
    ),
    when="cannot edit existing files in-place",
    sure=0.94,
)
ffmpeg.hint(
    "exists",
    "The result exists already",
    lambda f: f.insert("-y") if "-n" not in f.args else f.swap("-n", "-y"),
    when=("already exists. Overwrite", "already exists. Exiting"),
    says=r"already exists\. (?:Overwrite\?[^\n]*Not overwriting|Exiting)",
    why="-y overwrites it.",
    sure=0.95,
)
ffmpeg.hint(
    "odd-size",
    "H.264 wants an even width and height",
    lambda f: (
        f.text.replace("-1", "-2", 1)
        if re.search(r"scale=-?\d+:-1|scale=-1:", f.text)
        else f.line.edit(
            (f.operands[-1].start, f.operands[-1].start, '-vf "pad=ceil(iw/2)*2:ceil(ih/2)*2" ')
        )
    ),
    when=("not divisible by 2",),
    why="scale=-2:height keeps it even.",
    sure=0.94,
)
ffmpeg.hint(
    "damaged",
    "The input is damaged, unfinished, or no video",
    lambda f: f"ffprobe {quote(f['name'])}",
    lambda f: f"file {quote(f['name'])}",
    when="Invalid data found when processing input",
    says=r"^(?:\[[^\]]+\] )?(?:Error opening input(?: file)? )?(?P<name>[^\n:]+): Invalid data found",
    sure=0.88,
)


@ffmpeg.rule(
    when=("Unrecognized option", "No such filter", "Missing argument", "Option not found"),
    says=r"Unrecognized option '(?P<option>[^']+)'|No such filter: '(?P<filter>[^']+)'|Missing argument for option '(?P<missing>[^']+)'",
)
def option(f: Failed) -> Advice | None:
    """An option or filter that ffmpeg does not have."""
    if f["missing"]:
        return f.hint(
            f"-{f['missing']} wants a value",
            f"ffmpeg -h full | grep -- '-{f['missing']} '",
            sure=0.82,
        )
    if f["filter"]:
        known = listed(
            "scale crop fps overlay drawtext transpose pad fade setpts volume atempo concat trim atrim hflip vflip rotate format subtitles palettegen paletteuse loudnorm amix eq boxblur"
        )
        near = nearest(f["filter"], known)
        word = next((w for w in f.command.words if f["filter"] in w.value), None)
        return f.hint(
            f"ffmpeg has no filter {f['filter']}",
            *[f.swap(word, word.value.replace(f["filter"], n, 1)) for n in near if word],
            f"ffmpeg -filters | grep {quote(f['filter'][:4])}",
            sure=0.93 if near else 0.8,
        )
    typed = "-" + f["option"]
    known = listed(
        "-i -y -n -c:v -c:a -b:v -b:a -vf -af -ss -to -t -r -s -crf -preset -an -vn -map -f -codec -vcodec -acodec -pix_fmt -loop -shortest -filter_complex -frames:v -ar -ac -threads -hide_banner -movflags -metadata"
    )
    near = nearest(typed, known) if len(typed) > 4 else []
    return f.hint(
        f"ffmpeg has no option {typed}",
        *[f.swap(typed, n) for n in near],
        sure=0.92 if near else 0.75,
    )


ffmpeg.hint(
    "map",
    "The input has no stream {map}",
    lambda f: (
        f"ffprobe -hide_banner {f.command.words[f.command.words.index(w) + 1].raw}"
        if (w := f.word("-i")) and w in f.command.words[:-1]
        else None
    ),
    when="matches no streams",
    says=r"Stream map '(?P<map>[^']*)' matches no streams",
    sure=0.9,
)
