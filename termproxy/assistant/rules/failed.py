"""What a rule sees of a failed command, and the ways it may speak of it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from termproxy.assistant.advice import Advice, Case, Fix
from termproxy.assistant.rules.words import Command, Line, Word, quote
from termproxy.assistant.world.local import Local

HOLE = re.compile(r"\{([a-z_]\w*)\}")

# Options of a program that stand before its sub-command and take a value of their own.
VALUED: dict[str, frozenset[str]] = {
    "git": frozenset(("-C", "-c", "--git-dir", "--work-tree", "--namespace")),
    "docker": frozenset(("-H", "--host", "-c", "--context", "-l", "--log-level", "--config")),
    "kubectl": frozenset(("-n", "--namespace", "--context", "--kubeconfig", "--cluster", "-s")),
    "helm": frozenset(("-n", "--namespace", "--kube-context", "--kubeconfig")),
    "npm": frozenset(("--prefix", "-w", "--workspace", "-C")),
    "yarn": frozenset(("--cwd",)),
    "pnpm": frozenset(("-C", "--dir", "-F", "--filter")),
    "make": frozenset(("-C", "-f", "-j", "-I", "-o")),
    "aws": frozenset(("--profile", "--region", "--output", "--endpoint-url")),
    "apt": frozenset(("-o", "-c", "-t")),
    "apt-get": frozenset(("-o", "-c", "-t")),
    "systemctl": frozenset(("-H", "-M", "-t", "-p", "-n", "-o")),
    "tmux": frozenset(("-f", "-L", "-S", "-c")),
    "adb": frozenset(("-s", "-P", "-H", "-t", "-L")),
    "cargo": frozenset(("--color", "--config", "-Z", "-C")),
}


class Failed:
    """One failed command. Rules read it and build their answer with its methods; all are pure.

    case, output, status    as given (`output` may be shortened in the middle)
    line, command           the parsed line, and the simple command under suspicion
    program, args, sub      its name, its arguments' values, its first argument that is no option
    f["name"]               what the rule's pattern found ("" for a group that took no part)
    local                   what is true on this machine, lazily
    """

    __slots__ = ("_match", "case", "command", "line", "local", "output")

    def __init__(
        self,
        case: Case,
        output: str,
        line: Line,
        command: Command,
        local: Local,
        match: re.Match[str] | None = None,
    ) -> None:
        self.case = case
        self.output = output
        self.line = line
        self.command = command
        self.local = local
        self._match = match

    def matching(self, match: re.Match[str]) -> Failed:
        return Failed(self.case, self.output, self.line, self.command, self.local, match)

    def __getitem__(self, group: str | int) -> str:
        if self._match is None:
            raise LookupError(f"this rule has no pattern, so no group {group!r}")
        return self._match[group] or ""

    def find(self, pattern: str) -> re.Match[str] | None:
        """Search the output again, `^` and `$` at every line."""
        return re.search(pattern, self.output, re.MULTILINE)

    # What was typed.

    @property
    def status(self) -> int:
        return self.case.status

    @property
    def text(self) -> str:
        """The line as typed, without surrounding blanks."""
        return self.line.text.strip()

    @property
    def program(self) -> str:
        return self.command.program

    @property
    def args(self) -> tuple[str, ...]:
        return self.command.args

    @property
    def operands(self) -> tuple[Word, ...]:
        """The arguments that are no options (an option's separate value counts as an operand)."""
        plain: list[Word] = []
        words = iter(self.command.words[1:])
        for word in words:
            if word.value == "--":
                plain.extend(words)
            elif not word.is_option:
                plain.append(word)
        return tuple(plain)

    @property
    def sub_word(self) -> Word | None:
        """The sub-command's word: the first argument that is no option (nor an option's value)."""
        valued = VALUED.get(self.program, frozenset())
        words = iter(self.command.words[1:])
        for word in words:
            if word.value in valued:
                next(words, None)
            elif not word.is_option:
                return word
        return None

    @property
    def sub(self) -> str:
        word = self.sub_word
        return word.value if word else ""

    @property
    def rest(self) -> tuple[Word, ...]:
        """The words after the sub-command."""
        sub = self.sub_word
        return tuple(w for w in self.command.words[1:] if sub and w.start > sub.start)

    def has(self, *options: str) -> bool:
        """Is one of these arguments there? A short option also counts within a cluster (-la)."""
        for value in self.args:
            if value in options or value.split("=", 1)[0] in options:
                return True
            if re.match(r"-\w{2,}$", value) and any(
                len(o) == 2 and o[0] == "-" and o[1] in value[1:] for o in options
            ):
                return True
        return False

    def word(self, value: str) -> Word | None:
        """The word of that value: in this command first, then anywhere in the line."""
        commands = (self.command, *self.line.commands)
        for command in commands:
            for word in (*command.words, *command.redirections, *command.prefix):
                if value in (word.value, word.raw):
                    return word
        return None

    # Lines to run instead. Everything not named stays exactly as typed.

    def swap(self, old: str | Word, new: str, *, bare: bool = False) -> str:
        """The line with the word `old` replaced; "" when it is not there. Quoted unless `bare`.

        Also "" when `new` is an argument of the command already: `rm a b` without a b was never
        meant to be `rm a a`.
        """
        word = old if isinstance(old, Word) else self.word(old)
        if word is None or self._stands(word, new):
            return ""
        return self.line.edit((word.start, word.end, new if bare else requote(word, new)))

    def _stands(self, word: Word, new: str) -> bool:
        if word is self.sub_word and re.fullmatch(r"[a-z][a-z-]*", word.value):
            return False  # a sub-command, by its looks
        arguments = self.command.words[1:]
        return word in arguments and any(w.value == new for w in arguments if w is not word)

    def rewrite(self, command: str) -> str:
        """This command replaced (from its program to its last word); the rest of the line stays."""
        words = self.command.words
        if not words:
            return command
        return self.line.edit((words[0].start, words[-1].end, command)).strip()

    def insert(self, text: str, *, after: Word | int = 0) -> str:
        """`text` put in after a word (or after the n-th word of the command, 0 the program)."""
        word = self.command.words[after] if isinstance(after, int) else after
        return self.line.edit((word.end, word.end, " " + text)).strip()

    def append(self, text: str) -> str:
        """`text` put in at the end of this command."""
        end = self.command.words[-1].end
        return self.line.edit((end, end, " " + text)).strip()

    def without(self, *words: Word | str) -> str:
        """The line without these words."""
        changes: list[tuple[int, int, str]] = []
        for item in words:
            word = item if isinstance(item, Word) else self.word(item)
            if word is not None:
                start = word.start
                while start and self.line.text[start - 1] in " \t":
                    start -= 1
                changes.append((start, word.end, ""))
        return self.line.edit(*changes).strip()

    def first(self, step: str) -> str:
        """`step && line`: do something, then what was wanted."""
        return f"{step} && {self.text}"

    def sudo(self) -> str:
        """The line with sudo before this command; whole redirections go through `sh -c`."""
        if self.command.sudo or not self.command.words:
            return self.text
        if any(word.raw in (">", ">>") for word in self.command.redirections):
            return f"sudo sh -c {quote(self.text)}"
        start = (self.command.prefix or self.command.words)[0].start
        if self.command.prefix and self.command.prefix[0].raw in ("time", "!", "nohup"):
            start = self.command.words[0].start
        return self.line.edit((start, start, "sudo ")).strip()

    # The answer.

    def fill(self, template: str, *, bare: bool = False) -> str:
        """`{group}` by what the pattern found (quoted for the shell unless `bare`).

        Also {line} (as typed), {program}, {sub}, {cwd}. Other braces stay.
        """
        if "{" not in template:
            return template
        known = {"line": self.text, "program": self.program, "sub": self.sub, "cwd": self.case.cwd}
        groups = self._match.groupdict("") if self._match else {}

        def value(hole: re.Match[str]) -> str:
            name = hole[1]
            if name in groups:
                return groups[name] if bare else quote(groups[name])
            return known.get(name, hole[0])

        return HOLE.sub(value, template)

    def missing(self, what: str, path: str) -> str:
        """A title for a path that is not there: it names the first part that is missing."""
        if path[:1] not in "/~" and not path.startswith(".."):
            return f"No {what} {path} here"
        parts = path.rstrip("/").split("/")
        for size in range(1, len(parts)):
            part, above = "/".join(parts[: size + 1]), "/".join(parts[:size]) or "/"
            if not self.local.exists(part) and self.local.is_dir(above):
                if size + 1 == len(parts):
                    return f"{above} has no {what} {parts[-1]}"
                return f"There is no folder {part}"
        return f"No {what} {path}"

    def hint(
        self,
        title: str,
        *fixes: str | Fix | Iterable[str | Fix] | None,
        why: str = "",
        sure: float = 0.9,
        verified: bool = True,
    ) -> Advice:
        """An advice. Fixes best first; None, "" and repeats are left out; a long title is cut."""
        flat: list[Fix] = []
        for fix in fixes:
            for one in [fix] if isinstance(fix, str | Fix) else fix or ():
                flat.append(one if isinstance(one, Fix) else Fix(one, verified))
        return Advice(brief(title), why, tuple(flat), confidence=sure)


TITLE = 120  # characters: a line and a half of a narrow terminal


def brief(text: str, most: int = TITLE) -> str:
    """The text, cut between two words where it is longer; the name of a warning goes first."""
    if len(text) <= most:
        return text
    text = re.sub(r" \[-W[\w=+-]+\]$", "", text)
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def requote(word: Word, new: str) -> str:
    """`new` written the way `word` was: the same quotes if it had them, else as needed."""
    raw = word.raw
    if len(raw) > 1 and raw[0] == raw[-1] and raw[0] in "'\"" and raw[0] not in new:
        return raw[0] + new + raw[0]
    if raw.startswith("~/") and new.startswith("~/"):
        return "~/" + quote(new[2:])
    if "$" in raw and "$" in new:
        return new
    if "\\ " in raw and "'" not in new:
        return re.sub(r"([\s()&;'\"*?\[\]])", r"\\\1", new)
    return quote(new)
