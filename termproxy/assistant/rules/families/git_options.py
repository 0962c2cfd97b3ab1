# ruff: noqa: E501  (messages stay whole, to be searched for)
"""git: options that it or one of its commands does not have, or wants otherwise."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.families.git import family
from termproxy.assistant.world.spelling import nearest
from termproxy.assistant.world.wordlist import listed

PRETTY = listed("oneline short medium full fuller reference email mboxrd raw")


OPTIONS = listed(
    """--abort --all --amend --allow-empty --allow-unrelated-histories --author --autostash --bare
    --branch --cached --color --color-words --continue --contains --date --decorate --delete --depth
    --detach --diff-filter --dry-run --edit --exclude --ff-only --file --first-parent --fixup --follow
    --force --force-with-lease --format --global --graph --grep --hard --help --ignore-space-change
    --include-untracked --interactive --keep --keep-index --list --local --max-count --merge --merged
    --message --mirror --mixed --move --name-only --name-status --no-commit --no-edit --no-ff
    --no-gpg-sign --no-merged --no-rebase --no-verify --oneline --onto --ours --origin --patch
    --porcelain --pretty --prune --quiet --quit --rebase --recurse-submodules --recursive
    --remotes --reset-author --reverse --root --set-upstream --set-upstream-to --shallow-since
    --short --show-current --show-signature --signoff --since --single-branch --skip --soft --squash
    --staged --stat --source --tags --theirs --track --until --unset --unset-upstream --untracked-files
    --update --verbose --verify-signatures --word-diff --worktree"""
)


# checkout and switch make a branch with each other's letters.
SIBLING = {
    ("switch", "b"): "-c",
    ("switch", "B"): "-C",
    ("checkout", "c"): "-b",
    ("checkout", "C"): "-B",
}


def _short_option(f: Failed, letter: str) -> Advice | None:
    """The same letter in the other case, where the usage that was printed has it."""
    other = letter.swapcase()
    word = next((w for w in f.command.words if w.value == f"-{letter}"), None)
    if word and (f.sub, letter) in SIBLING:
        right = SIBLING[f.sub, letter]
        return f.hint(f"git {f.sub} writes it {right}", f.swap(word, right), sure=0.95)
    listed_here = f.find(rf"(?:^|[\[\s|]) *-{re.escape(other)}(?=[,\s|\]])")
    if word and listed_here and other != letter:
        return f.hint(f"git {f.sub} writes it -{other}", f.swap(word, f"-{other}"), sure=0.85)
    return f.hint(f"git {f.sub} has no option -{letter}", sure=0.7)


@family.rule(when="unknown option: --", says=r"^unknown option: (?P<typed>--[\w-]+)$")
def option_of_git_itself(f: Failed) -> Advice | None:
    """`git --vresion`: an option before the command."""
    known = listed(
        """--version --help --exec-path --html-path --man-path --info-path --paginate --no-pager
        --no-replace-objects --bare --git-dir --work-tree --namespace --config-env"""
    )
    near = nearest(f["typed"], known)
    return f.hint(
        f"git has no option {f['typed']}", *[f.swap(f["typed"], n) for n in near], sure=0.94
    )


@family.rule(
    when=("unknown option `", "unrecognized argument: ", "invalid option: ", "unknown switch `"),
    says=r"(?:unknown option [`'](?P<long>[^']+)'|unrecognized argument: (?P<argument>\S+)|invalid option: (?P<invalid>\S+)|unknown switch [`'](?P<switch>.)')",
)
def unknown_option(f: Failed) -> Advice | None:
    """A mistyped option of a git command."""
    if f["switch"]:
        return _short_option(f, f["switch"])
    typed = f["long"] or f["argument"] or f["invalid"]
    typed = typed if typed.startswith("-") else f"--{typed}"
    name = typed.partition("=")[0]
    word = f.word(typed) or next((w for w in f.command.words if w.value.startswith(name)), None)
    if word is None:
        return None
    listed_here = re.findall(r"(--(?:\[no-\])?[a-z][\w-]+)", f.output)
    known = [option.replace("[no-]", "") for option in listed_here if option != name]
    if name.startswith("--no-"):
        known += [f"--no-{option[2:]}" for option in known if not option.startswith("--no-")]
    known = known or list(OPTIONS)
    near = nearest(name, known, prior=OPTIONS)
    near = near or nearest(name, OPTIONS, within=1.2)  # of the log options that it does not list
    own = {("pull", "--all-branches"): "--all", ("push", "--upstream"): "--set-upstream"}
    if (f.sub, name) in own:
        near = [own[f.sub, name]]
    if not near:
        return f.hint(f"git {f.sub} has no option {name}", sure=0.72)
    tail = word.value[len(name) :]
    return f.hint(
        f"git {f.sub} has no option {name}",
        *[f.swap(word, option + tail) for option in near],
        sure=0.93,
    )


@family.rule(when="usage: git ", status=129)
def option_without_a_word(f: Failed) -> Advice | None:
    """Some commands answer an option that they do not know with their usage alone."""
    told = {o.replace("[no-]", "") for o in re.findall(r"(--(?:\[no-\])?[a-z][\w-]+)", f.output)}
    if re.search(r"^(?:error|fatal):", f.output, re.MULTILINE):
        return None  # it says what it dislikes
    for word in f.rest:
        name, equals, value = word.value.partition("=")
        near = nearest(name, told) if name.startswith("--") and name not in told else []
        if near:
            mended = [f.swap(word, option + equals + value) for option in near]
            return f.hint(f"git {f.sub} has no option {name}", *mended, sure=0.93)
    return None


@family.rule(when="invalid --pretty format", says=r"invalid --pretty format: (?P<typed>\S+)")
def pretty_format(f: Failed) -> Advice | None:
    """git log --pretty=onelien (git-log(1), PRETTY FORMATS)."""
    near = nearest(f["typed"], PRETTY)
    word = next((w for w in f.rest if w.value.endswith(f"={f['typed']}")), None)
    if word is None:
        return None
    option = word.value.partition("=")[0]
    return f.hint(
        f"git has no format {f['typed']}", *[f.swap(word, f"{option}={n}") for n in near], sure=0.94
    )


@family.rule(
    when="with two dashes", says=r"did you mean [`'](?P<right>--[^'`]+)[`'] \(with two dashes"
)
def two_dashes(f: Failed) -> Advice | None:
    """-amend instead of --amend."""
    return f.hint("Long options have two dashes", f.swap(f["right"][1:], f["right"]), sure=0.97)


@family.rule(when=("fatal: ", "error: ", "usage: git"), status=(1, 128, 129))
def one_dash(f: Failed) -> Advice | None:
    """git restore -staged: read as -s taged."""
    for word in f.rest:
        name = word.value.partition("=")[0]
        if re.fullmatch(r"-[a-z][a-z-]{3,}", name) and f"-{name}" in OPTIONS:
            line = f.swap(word, f"-{word.value}")
            return f.hint("Long options have two dashes", line, sure=0.96)
    return None


@family.rule(
    when=("must come before non-option arguments", "used after filename"),
    says=r"(?:bad flag|option) '(?P<flag>[^']+)' (?:used after filename|must come before)",
)
def option_after_file(f: Failed) -> Advice | None:
    """Options stand before file names."""
    words = f.command.words
    at = next((i for i, w in enumerate(words) if w.value == f["flag"]), 0)
    sub = f.sub_word
    if not at or sub is None:
        return None
    flag = words[at].raw
    before = sub
    for word in words[words.index(sub) + 1 : at]:
        if not word.is_option:
            break
        before = word
    line = f.line.edit((words[at - 1].end, words[at].end, ""), (before.end, before.end, f" {flag}"))
    return f.hint("Options stand before file names", line, sure=0.95)


@family.rule(
    when=("requires a value", "requires an argument"),
    says=r"(?:switch|option) [`'](?P<option>[^']+)' requires a value|(?P<dash>-\w) requires an argument|Option '(?P<long>--[\w-]+)' requires a value",
)
def option_without_value(f: Failed) -> Advice | None:
    """git commit -m without a message."""
    if f["option"] in ("m", "message") and f.sub in ("commit", "tag", "merge"):
        return f.hint("The message is missing", f.append('"<message>"'), f"git {f.sub}", sure=0.85)
    option = f["option"] or f["dash"] or f["long"]
    dashed = option if option.startswith("-") else f"{'-' * (1 + (len(option) > 1))}{option}"
    makes = f.sub in ("checkout", "switch") and dashed.lower() in ("-b", "-c")
    word = f.word(dashed)
    value = "<branch>" if makes else "<value>"
    filled = f.insert(value, after=word) if word else ""
    if makes and word and len(f.rest) > 1:  # git checkout main -b: the option and its value first
        others = " ".join(w.raw for w in f.rest if w is not word)
        filled = f.rewrite(f"git {f.sub} {dashed} {value} {others}")
    return f.hint(
        f"{dashed} needs {'the name of the new branch' if makes else 'a value'}", filled, sure=0.88
    )
