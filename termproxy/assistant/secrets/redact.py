"""Secrets out: before model, cache, log and recording. Pure.

Why own rules and no library: docs/decisions/redaction.md, with the measurements. Equal secrets
become equal placeholders (`<github-token-1>`), so that the model can still see that two are the
same, or not.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise

from termproxy.assistant.secrets.secret_kinds import (
    ASSIGNED_LITERALS,
    NAME_SUFFIX,
    PASS_NAMES,
    SECRET_NAMES,
    VALUE,
    WEAK_NAMES,
    Secret,
    key_block,
    kinds,
)

# As they stand in commits and logs (RFC 5322's dot-atom); git@host is an account of nobody's.
_ADDRESS = re.compile(r"(?<![\w.+-])(?!git@)[\w.+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_PLACEHOLDER = re.compile(r"<[a-z][a-z0-9-]*-\d+>")
# Each costs a search through every text; nobody has more, and a hostile log may.
_MOST_KNOWN = 64
_ROUNDS = 8
_OPERATOR = re.compile(r"=>|:=|[=:]")
_REVERSED_NAME = re.compile(r"[\w.-]{1,80}")
# Values that stand for something: variables, blanks to fill in, stars, constants, small numbers.
_BLANK = re.compile(
    r"\$.*|%\w+%|\{\{.*|<.*|\*+|x{3,}|X{3,}|\.{2,}|[•●]+|\W*|true|false|null|none|nil|undefined"
    r"|yes|no|on|off|str|string|bytes|int|bool|any|optional|redacted|hidden|masked|\d{1,3}",
    re.IGNORECASE,
)
# Words that messages put where a value could stand ("password: required").
_WORD = re.compile(
    r"required|missing|invalid|incorrect|wrong|expired|empty|unset|not|is|was|for|and|or|the"
    r"|authentication|failed|error|denied|prompt|stdin|file|env|basic|bearer|removed|secret"
    r"|password|token|changed|unknown|unexpected|default|never|always|ok|accepted|rejected"
    r"|enter|type",
    re.IGNORECASE,
)
# Names that end like a secret's and hold none.
_INNOCENT_NAME = re.compile(
    r"(?:primary|foreign|sort|partition|public|cache|index|primary|map|dict|lookup|idempotency"
    r"|host|group|row|hash|composite|registry|hot|shortcut|next|prev|page|continuation|unexpected"
    r"|invalid|missing|unknown|bad|eof|csrf_?cookie_?name|key_?name|ssh_?public)[_.-]?(?:key|token)s?$"
    r"|(?:^|[_.-])(?:bypass|compass|no-?auth|author|monkey|turkey|donkey|keyboard)$",
    re.I,
)


class Redactor:
    """Removes secrets from texts that belong together, and remembers which is which.

    `personal` holds strings to hide besides: user and host names, e-mail addresses. Whoever hides
    any hides every address.
    """

    def __init__(self, personal: Sequence[str] = ()) -> None:
        self._names: dict[str, str] = {}
        self._numbers: dict[str, int] = {}
        self._everywhere: dict[str, str] = {}
        self._addresses = bool(personal)
        for word in sorted(personal, key=len, reverse=True):
            if len(word) > 1:
                self._name(word, "email" if "@" in word else "name")

    @property
    def found(self) -> dict[str, int]:
        """How many different secrets of each kind were removed so far."""
        return dict(self._numbers)

    @property
    def secrets(self) -> dict[str, str]:
        """Placeholder -> what it stands for. For masking; not to be kept."""
        return {name: secret for secret, name in self._names.items()}

    def redact(self, text: str, *, command: bool = False) -> str:
        """`text` without its secrets. In a `command` line, flags are trusted to mean secrets."""
        return self._known(self._found_in(text, command=command))

    def redact_all(self, texts: Iterable[tuple[str, bool]]) -> list[str]:
        """Each (text, is it a command line) redacted; a secret found in one goes from all."""
        first = [self._found_in(text, command=command) for text, command in texts]
        return [self._known(text) for text in first]

    def blocks(self, text: str) -> str:
        """`text` without private keys in armour: the one kind that spans lines."""
        return key_block().sub(self._block, text) if "PRIVATE KEY" in text else text

    def _found_in(self, text: str, *, command: bool) -> str:
        text = self.blocks(text)
        lines = text.split("\n")
        for number, wanted in _suspects(text, lines).items():
            # again until nothing changes: a secret taken out may uncover one glued to it
            for _ in range(_ROUNDS):
                before, lines[number] = lines[number], self._line(lines[number], wanted, command)
                if lines[number] == before:
                    break
        return "\n".join(lines)

    def _line(self, line: str, wanted: list[Secret | None], command: bool) -> str:
        for kind in wanted:
            if kind is None:
                line = self._assignments(line, command)
            else:
                line = kind.pattern.sub(
                    lambda m, k=kind: self._swap(m, k, command),  # type: ignore[misc]
                    line,
                )
        return line

    def _assignments(self, line: str, command: bool) -> str:
        """`name=value`, `name: value`, `"name" => "value"` and the like, by name and value."""
        done: list[str] = []
        kept = 0
        for operator in _OPERATOR.finditer(line):
            if operator.start() < kept:
                continue  # within a value that was taken out
            name = _name_before(line, operator.start())
            value = VALUE.match(line, operator.end()) if name else None
            if value is None or _PLACEHOLDER.search(value[0]):
                continue
            given = _Assignment(name, operator[0], value, line, command)
            if given.secret:
                group = "bare" if value["quoted"] is None else "quoted"
                done += line[kept : value.start(group)], self._name(value[group], given.kind)
                kept = value.end(group)
        return "".join([*done, line[kept:]])

    def _known(self, text: str) -> str:
        """Secrets met anywhere before, where they stand bare."""
        if self._addresses and "@" in text:
            text = _ADDRESS.sub(lambda found: self._name(found[0], "email"), text)
        for secret, name in self._everywhere.items():
            text = _replaced(text, secret, name)
        return text

    def _block(self, found: re.Match[str]) -> str:
        body = found["s"].strip()
        if not body or _PLACEHOLDER.fullmatch(body):
            return found[0]
        return self._name(body, "private-key")

    def _swap(self, found: re.Match[str], kind: Secret, command: bool) -> str:
        secret = found["s"]
        if _PLACEHOLDER.search(secret) or not _counts(found, kind.check, command):
            return found[0]
        start, end = (at - found.start() for at in found.span("s"))
        return found[0][:start] + self._name(secret, kind.kind) + found[0][end:]

    def _name(self, secret: str, kind: str) -> str:
        if secret not in self._names:
            self._numbers[kind] = self._numbers.get(kind, 0) + 1
            name = self._names[secret] = f"<{kind}-{self._numbers[kind]}>"
            known = kind in ("name", "email") or _strong(secret)
            if known and len(self._everywhere) < _MOST_KNOWN:
                self._everywhere[secret] = name
        return self._names[secret]


def _replaced(text: str, secret: str, name: str) -> str:
    """`text` with `secret` replaced where it stands by itself; `re` takes ten times as long."""
    at = text.find(secret)
    if at < 0:
        return text
    parts: list[str] = []
    kept = 0
    while at >= 0:
        end = at + len(secret)
        if not (_joins(text[at - 1 : at]) or _joins(text[end : end + 1])):
            parts += text[kept:at], name
            kept = end
            at = text.find(secret, end)
        else:
            at = text.find(secret, at + 1)
    return "".join([*parts, text[kept:]])


def _joins(neighbour: str) -> bool:
    return neighbour.isalnum() or neighbour in ("_", "-")


def _suspects(text: str, lines: list[str]) -> dict[int, list[Secret | None]]:
    """Line number -> kinds that may match there, in order: found by plain substring search.

    None stands for an assignment.
    """
    # the one letter whose lower case is longer than itself would shift what follows
    low = text.replace("\u0130", "I").lower()
    starts = [0, *accumulate(len(line) + 1 for line in lines[:-1])]
    hits: dict[int, list[Secret | None]] = {}
    where: dict[str, list[int]] = {}
    for kind in (*kinds(), None):
        numbers: set[int] = set()
        for literal in kind.literals if kind else ASSIGNED_LITERALS:
            if literal not in where:
                where[literal] = _lines_with(low, literal, starts)
            numbers.update(where[literal])
        for number in numbers:
            hits.setdefault(number, []).append(kind)
    return hits


def _lines_with(low: str, literal: str, starts: list[int]) -> list[int]:
    numbers = []
    at = low.find(literal)
    while at >= 0:
        number = bisect_right(starts, at) - 1
        numbers.append(number)
        if number + 1 == len(starts):
            break
        at = low.find(literal, starts[number + 1])
    return numbers


def _counts(found: re.Match[str], check: str, command: bool) -> bool:
    """Whether a match is a secret, by what `check` asks for."""
    secret = found["s"]
    if check == "":
        return True
    if _BLANK.fullmatch(secret) or (check != "sure" and not command and _WORD.fullmatch(secret)):
        return False
    if check == "mixed":
        return _mixed(secret)
    if check == "flag":
        # `--password=PASSWORD`, `--token value` are how help texts speak
        joined = "=" in found[0][: found.start("s") - found.start()] and not secret.isupper()
        return command or joined or _mixed(secret) or (len(secret) >= 8 and not secret.isalpha())
    return True


def _name_before(line: str, at: int) -> str:
    """The name that an operator at `at` assigns to, if it ends like one that holds a secret."""
    left = line[max(0, at - 90) : at].rstrip().removesuffix('"').removesuffix("'")
    left = left.removesuffix("\\")[::-1]
    found = _REVERSED_NAME.match(left)
    name = found[0][::-1] if found else ""
    low = NAME_SUFFIX.sub("", name.lower())
    if not low.endswith(SECRET_NAMES + WEAK_NAMES):
        return ""
    return "" if _INNOCENT_NAME.search(name) else name


class _Assignment:
    """`name operator value`, judged: is it a secret, and of which kind?"""

    def __init__(
        self, name: str, operator: str, value: re.Match[str], line: str, command: bool
    ) -> None:
        self._name = name
        self._operator = operator
        self._quoted = value["quoted"] is not None
        self._value = value["quoted"] if self._quoted else value["bare"]
        self._rest = line[value.end() : value.end() + 80]
        self._command = command
        self._ending = NAME_SUFFIX.sub("", name.lower())

    @property
    def kind(self) -> str:
        if self._ending.endswith(PASS_NAMES):
            return "password"
        return next((k for k in ("token", "key") if k in self._ending), "secret")

    @property
    def secret(self) -> bool:
        value = self._value
        if self._name == "PASS" and self._operator == ":":
            return False  # a test's verdict: `--- PASS: TestCase1`
        if _BLANK.fullmatch(value) or (not self._quoted and self._is_code()):
            return False
        environment = self._operator == "=" and self._name == self._name.upper()
        if not (environment or self._command) and _WORD.fullmatch(value):
            return False
        if self._ending.endswith(PASS_NAMES):
            return self._is_password(environment)
        if not self._ending.endswith(SECRET_NAMES):
            return len(value) >= 12 and _mixed(value) and not _path(value)
        if environment or self._command:
            return len(value) >= 4 and not _path(value)
        return len(value) >= 8 and _mixed(value) and not _path(value)

    def _is_code(self) -> bool:
        """A call, an index, an attribute: `token = request.headers[...]`."""
        return self._rest[:1] in ("(", "[", "{") or bool(
            re.match(r"[A-Za-z_]\w*\.[A-Za-z_]", self._value)
            and not any(map(str.isdigit, self._value))
        )

    def _is_password(self, environment: bool) -> bool:
        """Passwords may be plain words, so the manner of speaking decides."""
        if self._operator == ":" and not self._quoted:
            prose = self._rest.strip() or self._value.endswith((".", ":"))
            return _mixed(self._value) if prose else len(self._value) >= 3
        if self._value.lower().strip("_") in self._name.lower() and not environment:
            return False  # password=password
        return len(self._value) >= 3 and not (_path(self._value) and not self._quoted)


def _path(value: str) -> bool:
    return (
        "://" in value
        or value.startswith(("/", "./", "../", "~/", "file:"))
        or value.endswith(
            (".pem", ".json", ".txt", ".yml", ".yaml", ".py", ".go", ".js", ".ts", ".env", ".key")
        )
    )


def _mixed(value: str) -> bool:
    """Letters and digits together, or upper and lower case all through a long word."""
    digits = any(char.isdigit() for char in value)
    letters = any(char.isalpha() for char in value)
    turns = sum(a.islower() and b.isupper() for a, b in pairwise(value))
    return (digits and letters) or (len(value) >= 20 and turns >= 4)


def _strong(secret: str) -> bool:
    """Unlikely to be an ordinary word of the text, so that it may go wherever it stands."""
    return len(secret) >= 8 and (_mixed(secret) or len(secret) >= 20)
