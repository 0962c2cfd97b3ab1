# ruff: noqa: E501  (patterns stay whole)
"""Non-zero exits that mean nothing, or that the user asked for: silence, also from the model."""

from __future__ import annotations

import re

from termproxy.assistant.rules.engine import Family, Quiet
from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.world.wordlist import listed

family = Family("quiet")


def complains(f: Failed) -> bool:
    """Does the program itself complain (`grep: x: No such file`), or the shell about it?"""
    name = re.escape(f.program)
    if name in ("egrep", "fgrep"):
        name = f"(?:{name}|grep)"  # grep by its real name
    return bool(
        re.search(rf"^(?:\S*/)?(?:bash: |zsh: |line \d+: )*{name}: ", f.output, re.MULTILINE)
        or re.search(rf"^(?:bash|zsh|sh|fish): .*{name}.*not found", f.output, re.MULTILINE)
        or (
            f.command.redirections
            and re.search(
                r"^-?(?:ba|z|da|k)?sh: .*: (?:No such|Perm|Is a d)", f.output, re.MULTILINE
            )
        )
        or re.match(r"(?:[Uu]sage|ERR|[Ee]rror): ?", f.output)
    )


def decides(f: Failed) -> bool:
    """Is this the command whose status the shell reports: the last of its pipeline and line?"""
    return f.command is f.line.commands[-1]


def speaks_or_elsewhere(f: Failed) -> bool:
    return complains(f) or not decides(f)


family.quiet(
    "no-match",
    "1 means: nothing matched, or they differ",
    programs=listed(
        """grep egrep fgrep zgrep rg ag ack ugrep diff cmp comm colordiff zdiff sdiff icdiff delta
        pgrep pidof which whereis command getent mountpoint ischroot lsof jobs locate plocate
        apropos whatis fzf"""
    ),
    status=1,
    sure=0.97,
    unless=lambda f: speaks_or_elsewhere(f) or "Traceback (most recent call last)" in f.output,
)
family.quiet(
    "linters",
    "a linter's findings explain themselves",
    programs=listed(
        """shellcheck yamllint vale codespell mypy ruff flake8 pylint eslint prettier black isort
        rubocop hadolint tflint golangci-lint pyright stylelint clippy"""
    ),
    status=1,
    sure=0.8,
    unless=lambda f: (
        speaks_or_elsewhere(f) or bool(f.find(r"^Traceback|[Nn]o such file|not found"))
    ),
)
family.quiet(
    "answers-no",
    "the answer is no",
    programs=listed("test [ [[ false expr let read wait pkill killall fuser tty tput type (("),
    status=1,
    sure=0.97,
    unless=lambda f: not decides(f) or bool(f.output.strip()),
)
family.quiet(
    "type-unknown",
    "asked whether it exists: it does not",
    programs=("type",),
    status=1,
    sure=0.97,
)


@family.rule(status=(1, 2, 64, 129))
def bare_usage(f: Failed) -> Quiet | None:
    """A program called without arguments shows how it is called."""
    if not f.args and decides(f) and re.match(r"\s*(?:[Uu]sage|USAGE)\b", f.output):
        return Quiet("it shows its usage", 0.8)
    return None


family.quiet(
    "asked-for",
    "the status was asked for",
    programs=listed("exit return false logout"),
    sure=0.99,
    unless=lambda f: not decides(f) or complains(f),
)


family.quiet(
    "systemctl-state",
    "systemctl says the state by its status",
    programs=("systemctl",),
    on=listed("is-active is-enabled is-failed is-system-running status cat"),
    sure=0.96,
    unless=lambda f: bool(
        f.find(r"could not be found|^Failed |not been booted|No files found|not found")
    ),
)
family.quiet(
    "git-answers",
    "git says it by its status",
    programs=("git",),
    on=listed("grep diff ls-files rev-parse show-ref check-ignore merge-base config symbolic-ref"),
    status=1,
    sure=0.9,
    unless=lambda f: bool(f.find(r"^(?:fatal|error): ")),
)
family.quiet(
    "jq-exit-status",
    "-e: false or null gives 1",
    programs=("jq", "yq"),
    status=(1, 4),
    sure=0.95,
    unless=lambda f: not f.has("-e", "--exit-status") or complains(f),
)
family.quiet(
    "curl-fail",
    "-f with -s: the status is the answer",
    programs=("curl",),
    status=22,
    sure=0.96,
    unless=lambda f: (
        not f.has("-f", "--fail")
        or not ((f.has("-o") and "/dev/null" in f.args) or not f.output.strip())
    ),
)
family.quiet(
    "port-test",
    "nc -z asks whether the port is open: it is not",
    programs=listed("nc ncat netcat"),
    status=1,
    sure=0.9,
    unless=lambda f: not f.has("-z") or f.has("-v") or bool(f.output.strip()),
)
family.quiet(
    "checked",
    "the check says no, and where",
    programs=listed(
        """sha1sum sha256sum sha512sum md5sum b2sum cksum sort openssl tty expr service
        dialog whiptail zenity"""
    ),
    status=(1, 3),
    sure=0.9,
    unless=lambda f: not _checks(f),
)
family.quiet(
    "waited-for",
    "wait passes the container's own status on",
    programs=("docker", "podman"),
    on="wait",
    sure=0.95,
    unless=lambda f: f.output.strip() != str(f.status),
)
family.quiet(
    "ping",
    "no answer: ping has said so",
    programs=("ping", "ping6"),
    status=1,
    sure=0.9,
    unless=lambda f: "packet loss" not in f.output and "unknown host" in f.output,
)
family.quiet(
    "dpkg-status",
    "the query says no",
    programs=("dpkg", "rpm"),
    status=1,
    sure=0.9,
    unless=lambda f: not f.has("-s", "-l", "-q", "-L", "--status", "--list", "--verify"),
)


# Tools that format, with the words that make them only tell what they would do.
FORMATTERS = re.compile(
    r"(?:^|[\s/])(?:black|isort|prettier|biome|dprint|yapf|autopep8|autoflake|pyupgrade|clang-format|rustfmt"
    r"|stylua|taplo|shfmt|ktlint|php-cs-fixer|docformatter|djlint|gofumpt|swiftformat|nixfmt"
    r"|(?:ruff|cargo|deno|terraform|tofu|terragrunt|packer|dart|buf|just|zig|mix|dotnet|alejandra|nix)"
    r"(?: -chdir=\S+)? (?:format|fmt))\b"
)
ONLY_TELL = ("--check", "--check-only", "-check", "--diff", "-diff", "--dry-run", "-c", "--list-different", "-l", "-d", "-n", "--check-formatted", "--verify-no-changes")  # fmt: skip
BROKEN = re.compile(
    r"[Ss]yntax ?[Ee]rror|cannot (?:parse|format)|No such file|[Nn]ot found|does not exist|[Uu]nrecognized|[Uu]nknown|[Ii]nvalid|Traceback|not defined|No files matching|error:\s(?!Found)|Error: |^\[error\]",
    re.MULTILINE,
)


@family.rule(status=(1, 2, 3, 123))
def would_format(f: Failed) -> Quiet | None:
    """A formatter was asked to check only: it lists what it would change."""
    if not FORMATTERS.search(f.text) or not f.has(*ONLY_TELL) or BROKEN.search(f.output):
        return None
    return Quiet("a check that was asked for", 0.975)


# Linters that other rules would read as a compiler: the programs, and what only findings say.
FINDINGS = (
    (("go",), r"^# \S+\n(?!vet: )\S+\.go:\d+", r"^vet: |^\S+: no such", ("vet",)),
    (("golangci-lint",), r"\(\w+\)$|^\d+ issues?:", r"\(typecheck\)|^level=error", ()),
    (("cargo",), r"clippy::|implied by `-[DFW] ", r"^error\[E\d+\]", ("clippy",)),
    (("helm",), r"chart\(s\) linted", r"Chart\.yaml file|not a directory|[Nn]o such file|yaml: line|cannot load values", ("lint",)),
    (("npm", "pnpm", "yarn"), r"[Ss]everity: |severity vulnerabilit|vulnerabilities found", "ENOLOCK|ENOAUDIT", ("audit",)),
    (("pre-commit",), r"^- hook id: ", r"No such file|not found|Traceback|were modified by this hook", ("run",)),
    (("bundle", "rubocop", "rake"), r"files? inspected, \d+ offenses? detected", r"^An error occurred", ()),
    (("aws",), r"\(404\) when calling the Head", "NoSuchBucket|^fatal error|^(?:down|up)load failed", ()),
    (("pg_isready",), r"no response$|rejecting connections$", "could not translate", ()),
    (("trivy", "grype", "snyk", "pip-audit", "safety", "semgrep"), r"Total: \d+|vulnerabilit|[Ff]indings", "FATAL|ERROR", ()),
    (("mvn", "mvnw", "gradle", "gradlew"), r"You have \d+ (?:Checkstyle|PMD) violation|Checkstyle rule violations were found|PMD rule violations|SpotBugs ended with|failed with \d+ bugs|The following files had format violations", "COMPILATION ERROR", ()),
    (("bandit",), r"^>> Issue: ", "Traceback", ()),
)  # fmt: skip


@family.rule(programs=tuple(dict.fromkeys(name for names, *_ in FINDINGS for name in names)))
def findings(f: Failed) -> Quiet | None:
    """A linter or an audit was asked for, and lists what it found."""
    for names, says, unless, subs in FINDINGS:
        if f.program in names and (not subs or f.sub in subs) and f.find(says):
            return None if f.find(unless) else Quiet("the findings were asked for", 0.965)
    return None


def _checks(f: Failed) -> bool:
    """Was this a question, and is what it said the answer?"""
    if f.program.endswith(("sum", "ksum")):
        return f.has("-c", "--check") and ": FAILED" in f.output and "open or read" not in f.output
    if f.program == "sort":
        return f.has("-c", "-C", "--check") and ": disorder: " in f.output
    if f.program == "openssl":
        return "Certificate will" in f.output
    if f.program == "service":
        return f.args[-1:] == ("status",) and "unrecognized service" not in f.output
    return not complains(f)


@family.rule()
def said_nothing(f: Failed) -> Quiet | None:
    """A failure without a word, of which no other rule knows more."""
    if f.output.strip() or f.status in (126, 127):
        return None
    return Quiet("it said nothing", 0.3)


TEST_LINES = 60  # of those that speak of failures, the last ones
TESTS = (
    r"^(?:=+ )?.*\b\d+ (?:failed|failures?|errors?)\b.* in [\d.]+ ?s"  # pytest, rspec, mocha
    r"|^FAILED \((?:failures|errors)="  # unittest
    r"|^Tests?:\s+.*\d+ failed"  # jest, vitest
    r"|^test result: FAILED"  # cargo test
    r"|^--- FAIL: |^FAIL\t(?!.*\[(?:setup|build) failed\])"  # go test
    r"|\d+ failing$"  # mocha
    r"|^not ok \d+|^# fail +[1-9]|^# Looks like you failed \d+ test"  # tap
    r"|^FAILURES!$|^\d+ examples?, \d+ failures?"  # phpunit, rspec
    r"|^\[ERROR\] Tests run: \d+, Failures: |There were failing tests"  # maven, gradle
    r"|% tests passed, \d+ tests? failed out of"  # ctest
)


@family.rule(when=("fail", "FAIL", "error", "not ok"))
def failing_tests(f: Failed) -> Quiet | None:
    """Failing tests are the programmer's business; their output explains itself."""
    lines = dict.fromkeys(f.output.splitlines())
    told = [line for line in lines if re.search(r"(?i)fail|error|not ok", line)]
    if not any(re.search(TESTS, line) for line in told[-TEST_LINES:]):
        return None
    if f.find(r"ModuleNotFoundError|command not found|No such file or directory: |EADDRINUSE"):
        return Quiet("a test run explains itself", 0.7)
    return Quiet("a test run explains itself", 0.96)


@family.rule(status=(124, 129, 130, 131, 141, 143, 146, 147, 148, 149, 150))
def ended_on_purpose(f: Failed) -> Quiet | None:
    """^C, ^Z, a closed pipe, a timeout that was asked for."""
    if f.status == 129 and f.output.strip():
        return None  # git's status for a wrong call, too
    if f.status == 124 and not any(
        word.value == "timeout" for c in f.line.commands for word in (*c.prefix, *c.words[:1])
    ):
        return None
    return Quiet("ended on purpose", 0.99)
