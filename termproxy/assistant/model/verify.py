"""Whether a command line that a model wrote names only what is there.

Programs, files, folders, git's branches and remotes, make's targets, npm's scripts, sub-commands
and options. What cannot be told is not verified: a hint then says so, and the user looks twice.
Nothing of the line is run, and nothing of the user's (see `manual.py` for `--help`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

from termproxy.assistant.rules.families.vocabulary import COMMANDS, OPTIONS
from termproxy.assistant.rules.fixes import BUILTINS
from termproxy.assistant.rules.words import Command, parse
from termproxy.assistant.world.gitdir import GitDir
from termproxy.assistant.world.local import Local
from termproxy.assistant.world.manual import has_option
from termproxy.assistant.world.wordlist import listed

# Every operand of these is a file or folder that must be there; how many words stand before them.
_READERS = {
    **dict.fromkeys(listed("cat less more head tail wc sort uniq nl tac file stat du ls cd"), 0),
    **dict.fromkeys(listed("pushd rm rmdir source . diff cmp vim vi nano emacs view readlink"), 0),
    **dict.fromkeys(listed("realpath xxd od unzip gunzip"), 0),
    **dict.fromkeys(listed("python python3 bash sh zsh node perl ruby"), 0),
    **dict.fromkeys(listed("grep egrep fgrep sed awk chmod chown chgrp"), 1),
}  # fmt: skip
# Of these all but the last must be there, and the last one's folder.
_MOVERS = frozenset(listed("cp mv ln install rsync"))
_MAKERS = frozenset(listed("mkdir touch tee truncate mkfifo"))
_SCRIPTED = frozenset(listed("python python3 bash sh zsh node perl ruby"))  # one file, then its own
_SUB_COMMANDS = frozenset({key.split()[0] for key in COMMANDS}) | {"git"}
_GIT_CORE = ("/usr/lib/git-core", "/usr/libexec/git-core", "/usr/local/libexec/git-core")
# Of git: which sub-commands take what as their operands.
_REFS = frozenset(listed("checkout switch merge rebase cherry-pick revert diff log show reset"))
_REMOTES = frozenset(listed("push pull fetch"))
_FILES = frozenset(listed("add rm mv restore"))
_NEW = frozenset(listed("-b -B -c -C --orphan --create -t --track"))


def runs_here(line: str, local: Local) -> bool:
    """Whether all that `line` names was seen to exist on this machine."""
    commands = parse(line).commands
    return bool(commands) and all(_Checked(command, local).exists() for command in commands)


class _Checked:
    """One simple command."""

    def __init__(self, command: Command, local: Local) -> None:
        self._local = local
        self._command = command
        self._program = command.program
        self._path = local.which(self._program)
        words = command.args
        self._sub = ""
        if self._program in _SUB_COMMANDS:
            self._sub = next((word for word in words if not word.startswith("-")), "")
        cut = words.index("--") if "--" in words else len(words)
        if self._program in _SCRIPTED:  # what follows the script is the script's
            cut = next((at for at, word in enumerate(words) if not word.startswith("-")), cut)
        self._options = [word for word in words[:cut] if word.startswith("-") and word != "-"]
        self._operands = [
            word for at, word in enumerate(words) if at > cut or not word.startswith("-")
        ]
        if self._sub:
            self._operands.remove(self._sub)

    def exists(self) -> bool:
        return (
            self._is_program()
            and self._is_sub_command()
            and all(map(self._is_option, self._options))
            and all(map(self._nested, self._operands))
            and self._targets()
            and self._redirected()
        )

    # ------------------------------------------------------------------ names

    def _is_program(self) -> bool:
        word = self._command.words[0].value if self._command.words else ""
        if "/" in word:
            return self._local.is_executable(word)
        known = self._program in BUILTINS or self._program in self._local.case.names
        return known or bool(self._path)

    def _is_sub_command(self) -> bool:
        if not self._sub:
            return True
        if self._program == "git":
            aliases = self._local.git.aliases if self._local.git else {}
            found = any(os.path.exists(f"{core}/git-{self._sub}") for core in _GIT_CORE)
            return found or self._sub in aliases or bool(self._local.which(f"git-{self._sub}"))
        return self._sub in COMMANDS.get(self._program, (self._sub,))

    def _is_option(self, word: str) -> bool:
        if not self._path:  # a builtin's, a function's
            return self._program in BUILTINS and len(word) == 2
        option = word.partition("=")[0]
        single = re.fullmatch(r"-[A-Za-z]{2,}", option)
        if self._is_one(option):
            return True
        if single and self._is_one(option[:2]) and not option[2:].isalpha():
            return True
        # -xzf is three; of -n10 the rest is a value
        letters = re.match(r"-([A-Za-z]+)", option)
        if option.startswith("--") or letters is None:
            return bool(re.fullmatch(r"-\d+", option))  # head -20, kill -9
        return all(self._is_one(f"-{letter}") for letter in letters[1])

    def _is_one(self, option: str) -> bool:
        if option in ("--help", "--version", "--"):
            return True
        listed_for = (self._program, f"{self._program} {self._sub}")
        if any(option in OPTIONS.get(name, ()) for name in listed_for):
            return True
        return has_option(self._path, self._sub, option)

    def _nested(self, word: str) -> bool:
        """A word that the shell works out first: what it runs must be there, too."""
        if "$(" not in word and "`" not in word:
            return True
        inner = re.findall(r"\$\(([^()]*)\)|`([^`]*)`", word)
        return bool(inner) and all(runs_here("".join(found), self._local) for found in inner)

    # ------------------------------------------------------------------ what is acted upon

    def _targets(self) -> bool:
        program, operands = self._program, [word for word in self._operands if _told(word)]
        if program == "git":
            return self._git(operands)
        if program == "make":
            return all(word in self._local.make_targets or "=" in word for word in operands)
        if program in ("npm", "pnpm", "yarn") and self._sub in ("run", "run-script"):
            return bool(operands) and operands[0] in self._local.npm_scripts
        if program in _READERS:
            skipped = 0 if {"-e", "-f"} & {*self._options} else _READERS[program]
            files = operands[skipped:]
            if program in _SCRIPTED:
                script = not {"-c", "-m", "-e"} & {word[:2] for word in self._options}
                files = files[:1] if script else []
            # an option's number is no file's name
            return all(word.isdigit() or self._is_there(word) for word in files)
        if program in _MOVERS:
            there = all(map(self._is_there, operands[:-1]))
            return there and all(map(self._can_be_made, operands[-1:]))
        if program in _MAKERS:
            return "-p" in self._options or all(map(self._can_be_made, operands))
        return all(self._is_there(word) for word in operands if _is_path(word))

    def _git(self, operands: Sequence[str]) -> bool:
        git = self._local.git
        if git is None:
            return self._sub in ("init", "clone", "config", "help", "version")
        if self._sub in _REMOTES:
            remote, *branches = operands or [""]
            names = [word.lstrip("+").partition(":")[0] for word in branches]
            there = all(_is_ref(git, name) or self._sub != "push" for name in names if name)
            return (not remote or remote in git.remotes or "://" in remote) and there
        if self._sub in _REFS:
            new = bool(_NEW & {*self._options})
            known = operands[1:] if new else operands
            return all(_is_ref(git, word) or self._is_there(word) for word in known)
        if self._sub == "branch" and {"-d", "-D", "-m", "-M"} & {*self._options}:
            return all(_is_ref(git, word) for word in operands[:1])
        if self._sub in _FILES:
            return all(self._is_there(word) or word in git.tracked for word in operands)
        return True

    def _redirected(self) -> bool:
        words = [word.value for word in self._command.redirections]
        pairs = zip(words[::2], words[1::2], strict=False)
        return all(
            self._is_there(target) if sign.endswith("<") else self._can_be_made(target)
            for sign, target in pairs
            if not sign.endswith("&") and _told(target)
        )

    def _is_there(self, word: str) -> bool:
        if re.search(r"[*?\[]", word):
            from glob import has_magic, iglob

            return not has_magic(word) or any(True for _ in iglob(self._local.path(word)))
        return self._local.exists(word) or _is_address(word)

    def _can_be_made(self, word: str) -> bool:
        folder = os.path.dirname(word.rstrip("/"))
        return not folder or self._local.is_dir(folder) or _is_address(word)


def _told(word: str) -> bool:
    """Whether a word says what it means: no variable, nothing that a command prints."""
    return bool(word) and "$" not in word and "`" not in word and word != "-"


def _is_path(word: str) -> bool:
    return word.startswith(("/", "./", "../", "~/"))


def _is_address(word: str) -> bool:
    """`https://...`, `user@host:path`: on no disk of ours."""
    return "://" in word or bool(re.match(r"[\w.-]+@[\w.-]+:|[\w-]+\.[\w.-]+:", word))


def _is_ref(git: GitDir, word: str) -> bool:
    name = re.split(r"[~^@:]|\.\.", word, maxsplit=1)[0]
    if not name or name in ("HEAD", "FETCH_HEAD", "ORIG_HEAD", "-"):
        return True
    if re.fullmatch(r"[0-9a-f]{7,40}", name):
        return True
    return name in git.branches or name in git.tags or name in git.remote_branches
