"""Which known name did the user mean? [rapidfuzz]

Slips of the hand, not of the mind: two letters swapped, one doubled, dropped or hit on the
neighbouring key, a hyphen for an underscore. Damerau-Levenshtein distance (optimal string
alignment) chooses the candidates at C speed; the few that remain are weighed by how likely the
slip is, and by a prior for what people type all day.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from termproxy.assistant.world.wordlist import listed

ROWS = ("1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./")
# What a wrong keystroke costs, in edits.
CASE = 0.2
SEPARATOR = 0.3  # a hyphen for an underscore
DOUBLED = 0.5
SWAPPED = 0.6
NEIGHBOUR = 0.75  # on the keyboard
MISSING = 0.85
SURPLUS = 0.9
WRONG = 1.15
SOUND = 0.6  # ph for f
STRAYED = 1.1  # a letter that comes too late
FIRST_LETTER = 0.35  # people rarely get the first letter wrong

# Typed by everyone: among equals, these are meant.
EVERYDAY = frozenset(
    listed(
        """git ls cd cat grep rm cp mv mkdir touch vim vi nano less more man sudo ssh scp
rsync curl wget python python3 pip pip3 node npm npx yarn pnpm docker
docker-compose kubectl helm make cmake gcc g++ cargo rustc go java javac mvn
gradle apt apt-get dpkg systemctl journalctl service ps top htop kill killall df
du free find sed awk sort uniq head tail wc chmod chown ln tar zip unzip gzip
echo printf export source alias history clear exit which whereis tmux screen
ping ip ss netstat psql mysql sqlite3 redis-cli terraform aws gcloud az ansible
code emacs bash zsh fish sh env xargs tee diff date pwd whoami uname pytest ruff
mypy black poetry uv conda virtualenv jq rg fd fzf bat gh ruby gem bundle rails
php composer perl brew dnf yum pacman snap flatpak open pushd popd tree htop
sleep cut tr watch mount service"""
    )
)


def _neighbours() -> Mapping[str, frozenset[str]]:
    near: dict[str, set[str]] = {}
    for y, row in enumerate(ROWS):
        for x, key in enumerate(row):
            for other in (row[x - 1 : x] + row[x + 1 : x + 2]) if x else row[1:2]:
                near.setdefault(key, set()).add(other)
            if y + 1 < len(ROWS):
                for other in ROWS[y + 1][max(0, x - 1) : x + 1]:
                    near.setdefault(key, set()).add(other)
                    near.setdefault(other, set()).add(key)
    return {key: frozenset(others) for key, others in near.items()}


NEAR = _neighbours()


def slip(typed: str, meant: str) -> float:
    """How big a slip of the hand turns `meant` into `typed`; 0 is the same, 1 about one edit.

    Capitals are one slip, however many: who types readme means README.
    """
    if typed.lower() == typed != meant.lower() != meant and meant.upper()[:3] == meant[:3]:
        return slip(typed, meant.lower()) + 2 * CASE
    if "ph" in meant and "f" in typed and "ph" not in typed:  # graf: by its sound
        heard = typed.replace("f", "ph", 1)
        return min(SOUND + slip(heard, meant), _slip(typed, meant))
    cost = _slip(typed, meant)
    if (
        cost > STRAYED
        and len(typed) > 3
        and typed[:1] == meant[:1]
        and sorted(typed) == sorted(meant)
    ):
        return STRAYED  # gpre: every letter is there, one of them too late
    return cost


def _slip(typed: str, meant: str) -> float:
    rows, columns = len(typed), len(meant)
    costs = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(1, rows + 1):
        costs[i][0] = costs[i - 1][0] + _surplus(typed, i - 1)
    for j in range(1, columns + 1):
        costs[0][j] = costs[0][j - 1] + MISSING
    for i in range(1, rows + 1):
        a = typed[i - 1]
        for j in range(1, columns + 1):
            b = meant[j - 1]
            best = costs[i - 1][j - 1] + (0.0 if a == b else _substitute(a, b))
            best = min(best, costs[i - 1][j] + _surplus(typed, i - 1))
            best = min(best, costs[i][j - 1] + _missing(meant, j - 1))
            if i > 1 and j > 1 and a == meant[j - 2] and typed[i - 2] == b and a != b:
                best = min(best, costs[i - 2][j - 2] + SWAPPED)
            costs[i][j] = best
    cost = costs[rows][columns]
    if typed[:1].lower() != meant[:1].lower() and typed[:2][::-1] != meant[:2]:
        cost += FIRST_LETTER
    return cost


def _substitute(a: str, b: str) -> float:
    if a.lower() == b.lower():
        return CASE
    if a in "-_./ :" and b in "-_./ :":
        return SEPARATOR
    return NEIGHBOUR if b.lower() in NEAR.get(a.lower(), ()) else WRONG


def _surplus(typed: str, at: int) -> float:
    doubled = at and typed[at] == typed[at - 1]
    if doubled:
        return DOUBLED
    return SEPARATOR if typed[at] in "-_" else SURPLUS


def _missing(meant: str, at: int) -> float:
    doubled = at and meant[at] == meant[at - 1]
    if doubled:
        return DOUBLED
    return SEPARATOR if meant[at] in "-_" else MISSING


def allowed(typed: str) -> float:
    """The largest slip that still counts as the same word, by its length."""
    size = len(typed)
    if size <= 2:
        return 1.0
    if size <= 4:
        return 1.3
    return 1.3 + 0.25 * (size - 4) if size < 9 else 2.6


def nearest(
    typed: str,
    names: Iterable[str],
    *,
    prior: Collection[str] = (),
    limit: int = 3,
    within: float | None = None,
) -> list[str]:
    """The names `typed` may be a slip of, best first; none when nothing is near enough.

    `prior` names are preferred among equals (recently used, everyday). `within` overrides the
    largest slip allowed.
    """
    most = allowed(typed) if within is None else within
    edits = max(1, round(most / SEPARATOR) if len(typed) > 12 else int(most / DOUBLED))
    pool = names if isinstance(names, list | tuple | set | frozenset | dict) else list(names)
    found = extract(
        typed.lower(),
        list(pool),
        scorer=OSA.distance,
        processor=str.lower,
        score_cutoff=edits,
        limit=40,
    )
    weighed: list[tuple[float, str]] = []
    for name, *_ in found:
        if name == typed:
            continue
        cost = slip(typed, name)
        if cost <= most:
            weighed.append((cost - (0.45 if name in prior else 0.0), name))
    weighed.sort(key=lambda pair: (pair[0], len(pair[1]), pair[1]))
    if not weighed:
        return []
    cut = weighed[0][0] + 0.8
    return [name for cost, name in weighed[:limit] if cost <= cut]


def among(typed: str, names: Collection[str], *, prior: Collection[str] = ()) -> list[str]:
    """`nearest` in a closed vocabulary, where the beginning of one word alone may stand for it
    (`mvn cle`, `brew inst`)."""
    found = nearest(typed, names, prior=prior)
    if found or len(typed) < 3:
        return found
    begun = [name for name in names if name.startswith(typed) and name != typed]
    known = [name for name in begun if name in prior]
    return known[:1] or (begun if len(begun) == 1 else [])


def closest(typed: str, names: Iterable[str], *, prior: Collection[str] = ()) -> str:
    """The one best name, or ""."""
    found = nearest(typed, names, prior=prior, limit=1)
    return found[0] if found else ""


def alike(one: str, other: str) -> bool:
    """Whether two words differ as a slip and what was meant do: psuh and push, python and python3,
    docker-compose and docker compose; but not pull and push, nor server1 and server2."""
    if one == other or not (one and other) or max(len(one), len(other)) > 80:
        return one == other
    short, long = sorted((one, other), key=len)
    if _undigited(one) == _undigited(other) and any(map(str.isdigit, short)):
        return False
    if len(short) > 2 and long.startswith(short) and len(long) - len(short) <= 2:
        return True
    most = 0.9 if len(short) < 4 else max(1.2, 0.2 * len(short))
    return OSA.distance(one, other) <= len(short) // 3 + 1 and slip(one, other) <= most


def numbered(one: str, other: str) -> bool:
    """Do they differ in a number alone (archive/2024, archive/2023)? Then neither is a slip."""
    return one != other and re.sub(r"\d+", "0", one) == re.sub(r"\d+", "0", other)


def _undigited(word: str) -> str:
    return "".join(char for char in word if not char.isdigit())
