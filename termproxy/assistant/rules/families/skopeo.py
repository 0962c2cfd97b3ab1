# ruff: noqa: E501
"""skopeo: the transport before a name."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.words import Word
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

skopeo = Family("podman", "skopeo")
TRANSPORTS = listed(
    "docker containers-storage dir docker-archive docker-daemon oci oci-archive ostree sif tarball"
)


def _image(f: Failed, told: str) -> Word | None:
    return next((w for w in f.rest if w.value == told), None)


@skopeo.rule(
    when=("image name", "does not specify a transport", "does not start with //"),
    says=r"Invalid \"(?P<bare>[^\"]+)\": does not specify|parsing image name \"(?P<slash>[^\"]+)\": docker: image reference|[Ii]nvalid (?:source |destination )?(?:image )?name \"?(?P<name>[^\s\":,]+(?::[^\s\",]+)?)\"?",
)
def transport(f: Failed) -> Advice | None:
    """skopeo wants docker:// (or another transport) before a name."""
    name = f["name"] or f["bare"] or f["slash"]
    word = _image(f, name)
    if word is None:
        told = f.find(r"mage name \"([^\"]+)\"")
        word = _image(f, told[1]) if told else None
        name = word.value if word else name
    typed = f.find(r"unknown transport \"([^\"]+)\"")
    near = nearest(typed[1], TRANSPORTS) if typed and ":/" in name else []
    new = name.replace(typed[1], near[0], 1) if near and typed else f"docker://{name}"
    target = "estination" in f[0] or (word is not None and word is f.operands[-1])
    if f.sub == "copy" and target and re.search(r"\.(?:tar|tgz|tar\.gz)$", name):
        new = f"docker-archive:{name}"
    elif f.sub == "copy" and target and (f.local.is_dir(name) or name.startswith(("./", "/"))):
        new = f"dir:{name}"
    elif re.match(r"docker:/?(?!/)", name):
        new = re.sub(r"^docker:/*", "docker://", name)
    return f.hint(
        "The name needs its transport: docker:// for a registry",
        f.swap(word, new) if word else None,
        why="Others are containers-storage:, docker-archive:FILE, oci:FOLDER and dir:FOLDER.",
        sure=0.95,
    )
