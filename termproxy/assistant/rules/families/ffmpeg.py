# ruff: noqa: E501
"""ffmpeg and its kin: codecs, formats, options, files."""

from __future__ import annotations

import os
import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.places import ahead
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

ffmpeg = Family("ffmpeg", "ffmpeg", "ffprobe", "ffplay")


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
