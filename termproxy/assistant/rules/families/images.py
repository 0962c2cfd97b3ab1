# ruff: noqa: E501
"""ImageMagick: its security policy, missing delegates, its limits."""

from __future__ import annotations

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.words import quote
from termproxy.assistant.world.wordlist import listed

family = Family("magick", *listed("magick convert mogrify montage composite identify"))


def _policy(f: Failed) -> str:
    """The policy of the installed major version (its messages say `im6` on Debian 12)."""
    old = "im6" in f.output or f.local.exists("/etc/ImageMagick-6")
    return f"/etc/ImageMagick-{6 if old else 7}/policy.xml"


@family.rule(when="security policy", says=r"security policy [`'](?P<what>[A-Z0-9]+)'")
def forbidden(f: Failed) -> Advice:
    """Debian's policy forbids what Ghostscript reads: PDF, PS, EPS, XPS."""
    what = f["what"]
    source = next((w for w in f.operands if w.value.lower().endswith(".pdf")), None)
    target = f.operands[-1].value if f.operands else ""
    kind = {"png": "-png", "jpg": "-jpeg", "jpeg": "-jpeg"}.get(target.rpartition(".")[2].lower())
    other = ""
    if source and kind and what == "PDF":
        other = f"pdftoppm {kind} {source.raw} {quote(target.rpartition('.')[0])}"
        if not f.local.which("pdftoppm"):
            other = f"{f.local.installer('poppler-utils')} && {other}"
    return f.hint(
        f"ImageMagick's policy here forbids {what}",
        other,
        f"sudo sed -i '/pattern=\"{what}\"/s/none/read|write/' {_policy(f)}",
        why=f"{_policy(f)} says so, because of old holes in Ghostscript.",
        sure=0.96,
    )


@family.rule(when="cache resources exhausted")
def limits(f: Failed) -> Advice:
    """The picture needs more memory or disk than the policy grants."""
    return f.hint(
        "The picture is larger than ImageMagick's policy allows",
        f"sudoedit {_policy(f)}",
        "identify -list resource",
        why="Raise its memory, area and disk there.",
        sure=0.92,
    )


DELEGATES = {
    "HEIC": "libheif1 libheif-plugin-libde265", "HEIF": "libheif1", "WEBP": "webp", "PDF": "ghostscript", "PS": "ghostscript",
    "EPS": "ghostscript", "SVG": "librsvg2-bin", "DNG": "ufraw-batch", "MP4": "ffmpeg", "DJVU": "libdjvulibre21",
}  # fmt: skip


@family.rule(
    when=("no decode delegate for this image format", "no encode delegate for this image format"),
    says=r"no (?:de|en)code delegate for this image format [`'](?P<format>\w*)'",
)
def no_delegate(f: Failed) -> Advice | None:
    """A format that this ImageMagick cannot read: a library is missing, or the file is another."""
    package = DELEGATES.get(f["format"])
    source = next((w for w in f.operands if f.local.is_file(w.value)), None)
    return f.hint(
        f"ImageMagick cannot read {f['format'] or 'that format'} here",
        f.first(f.local.installer(package)) if package else None,
        f"file {source.raw}" if source else None,
        sure=0.92,
    )


@family.rule(
    when="delegate failed", says=r"delegate failed [`']'?(?P<tool>gs|rsvg-convert|inkscape)'"
)
def delegate_missing(f: Failed) -> Advice:
    """The program that reads the format is not installed."""
    package = {"gs": "ghostscript", "rsvg-convert": "librsvg2-bin"}.get(f["tool"], f["tool"])
    return f.hint(
        f"ImageMagick needs {f['tool']} for that format, which is not installed",
        f.first(f.local.installer(package)),
        sure=0.94,
    )
