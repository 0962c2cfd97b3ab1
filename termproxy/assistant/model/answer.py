"""What a model wrote, as advice. Pure, lenient, and distrustful.

The protocol is three labelled lines (`prompt.py`). Small models bend it: markdown, numbering,
fences, other labels, none at all. What comes out is at most one line of cause, one command, two
lines of why, all printable; what makes no sense becomes silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from termproxy.assistant.advice import Advice, Fix, Source
from termproxy.assistant.safety.plain import one_line, plain
from termproxy.assistant.safety.safety import dangerous

LONGEST_CAUSE = 120
LONGEST_COMMAND = 300
LONGEST_WHY = 160
# Under a rule's 0.7: a model may always be wrong. Verified commands rank above unverified ones.
CONFIDENCE, CONFIDENCE_VERIFIED = 0.5, 0.6

_LABELS = {
    "cause": "CAUSE|PROBLEM|DIAGNOSIS|ISSUE|ERROR|SUMMARY",
    "run": "RUN|FIX|COMMAND|SOLUTION|TRY|SUGGESTION|SUGGESTED (?:FIX|COMMAND)|SUGGESTED",
    "why": "WHY|EXPLANATION|REASON|BECAUSE|NOTES?|DETAILS?",
}
_LABEL = re.compile(
    r"^[\s>#*_\-•]*(?:\d+[.)]\s*)?[*_`]{0,3}(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _LABELS.items())
    + r")\b[*_`]{0,3}\s*[:：][*_`]{0,3}\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_FENCE = re.compile(r"^\s*(?:```+|~~~+)")
_NOTHING = re.compile(
    r"^\W*(?:none|n/?a|nothing"
    r"|no (?:command|fix|change)s?(?: (?:is |are )?(?:needed|required|possible))?"
    r"|not (?:applicable|needed|possible)|null|unknown|-+)?\W*$",
    re.IGNORECASE,
)
_IGNORANT = re.compile(
    r"^\W*(?:(?:the cause is )?unknown|unclear"
    r"|i(?: am|'m)? (?:do not|don't|not|cannot|can't|sorry)\b.*"
    r"|(?:it is )?not (?:clear|enough)\b.*|insufficient information.*|no error\W*)\W*$",
    re.IGNORECASE,
)
# `<branch>`, `[name]`, `path/to/x`, `YOUR_NAME`, `...`: for a person to fill in, not to run.
_BLANK = re.compile(
    r"<[A-Za-z][\w .|-]*>|\[(?:your|name|file|path|branch|options?)[^\]]*\]|\bpath/to/"
    r"|\byour[-_]\w+|(?<![$'\"@{])\{[a-z_]+\}(?!\})|(?<![\w.])\.\.\.(?!/)|…",
    re.IGNORECASE,
)
_ASCII = str.maketrans("“”‘’–—−", "\"\"''---")
_INLINE = re.compile(r"`([^`\n]{2,300})`")


@dataclass(frozen=True, slots=True)
class Answer:
    """A model's answer taken apart; every part one printable line, or empty."""

    cause: str
    command: str = ""
    why: tuple[str, ...] = ()


def parse(text: str, *, whole: bool = True) -> Answer | None:
    """The answer in `text`, or None when there is nothing to say.

    With `whole` false the text was cut off: its last line counts only if a newline ended it,
    because half a command can be worse than none (`rm -r /tmp/x` cut after the slash).
    """
    text = plain(text)
    if not whole:
        text = text[: text.rfind("\n") + 1]
    parts = _labelled(text)
    answer = _from_labels(parts) if "cause" in parts or "run" in parts else _from_prose(text)
    if answer is None or (_IGNORANT.match(answer.cause) and not answer.command):
        return None
    return answer


def advise(
    answer: Answer,
    *,
    model: str,
    failed: str = "",
    seen: str = "",
    verify: Callable[[str], bool] | None = None,
) -> Advice:
    """`answer` as advice. `failed` is the command that failed: repeating it mends nothing.

    `seen` is the text that the model saw: words of the command that are not ASCII must occur
    there, so that no look-alike letter passes. `verify` says whether what a command names
    exists on this machine; without it nothing counts as verified.
    """
    command = answer.command
    why = list(answer.why)
    if command and _BLANK.search(command):
        why = [f"As in: {one_line(command, LONGEST_WHY - 7)}", *why]
        command = ""
    if command.split() == failed.split() or not _spelled_honestly(command, seen):
        command = ""
    fixes: tuple[Fix, ...] = ()
    verified = False
    if command:
        verified = verify(command) if verify is not None else False
        fixes = (Fix(command, verified=verified, dangerous=dangerous(command)),)
    return Advice(
        title=answer.cause,
        explanation="\n".join(why[:2]),
        fixes=fixes,
        rule=model,
        confidence=CONFIDENCE_VERIFIED if verified else CONFIDENCE,
        source=Source.MODEL,
    )


def _labelled(text: str) -> dict[str, list[str]]:
    """Label -> its lines. The first section of each label counts."""
    parts: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in text.split("\n"):
        found = _LABEL.match(line)
        if found is None:
            if current is not None and not _FENCE.match(line):
                current.append(line)
            continue
        name = next(label for label in _LABELS if found[label])
        current = [found["rest"]]
        parts.setdefault(name, current)
    return parts


def _from_labels(parts: dict[str, list[str]]) -> Answer | None:
    why = _paragraph(parts.get("why", []))
    cause = _sentence(" ".join(_paragraph(parts.get("cause", []))[:1]))
    command = _command(parts.get("run", []))
    if not cause and why:
        cause, why = _sentence(why[0]), why[1:]
    if not cause:
        return None
    return Answer(cause, command, tuple(one_line(line, LONGEST_WHY) for line in why[:2]))


def _from_prose(text: str) -> Answer | None:
    """No labels: the first sentence is the cause, a fence or `backticks` hold the command."""
    fenced: list[str] = []
    prose: list[str] = []
    inside = False
    for line in text.split("\n"):
        if _FENCE.match(line):
            inside = not inside
        else:
            (fenced if inside else prose).append(line)
    command = _command(fenced)
    if not command:
        told = re.search(
            r"\b(?:run|use|try|type|with|execute)\b[^`\n]{0,40}`([^`\n]{2,300})`",
            "\n".join(prose),
            re.IGNORECASE,
        )
        command = _command([told[1]]) if told else ""
    sentences = _sentences(" ".join(_paragraph(prose)))
    cause = _sentence(sentences[0]) if sentences else ""
    if not cause:
        return None
    why = [s for s in sentences[1:] if not (command and command in s)]
    return Answer(cause, command, tuple(one_line(s, LONGEST_WHY) for s in why[:2]))


def _paragraph(lines: list[str]) -> list[str]:
    """The lines that say something, without bullets, numbers and emphasis."""
    cleaned = (re.sub(r"^[\s>#*•-]+|^\s*\d+[.)]\s+", "", line) for line in lines)
    told = (re.sub(r"\*\*|__|^\s*```.*$", "", line).strip() for line in cleaned)
    return [line for line in told if line and not _NOTHING.match(line)]


def _sentences(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"(?<=[.!?])\s+(?=[A-Z`\"'])", text) if part.strip()]


def _sentence(text: str) -> str:
    """A title: one line, no full stop, no label left."""
    if not text:
        return ""
    text = _sentences(text)[0] if len(text) > LONGEST_CAUSE and _sentences(text) else text
    return one_line(text, LONGEST_CAUSE).rstrip(".:; ").strip("*_ ")


def _command(lines: list[str]) -> str:
    """The first command among `lines`, or "" when it is not one line that can be run."""
    given = [line.strip() for line in lines]
    given = [line for line in given if line and not line.startswith("#")]
    if not given:
        return ""
    line = given[0]
    before, tick, _ = line.partition("`")
    if tick and (quoted := _INLINE.search(line)):
        # `cmd`, or "Run `cmd` to ...", but not: kill `pidof x`
        line = quoted[1] if not before.strip("*- ") or _is_prose(before) else line
    line = re.sub(r"^(?:[*•-]\s+|\d+[.)]\s+)", "", line.strip())
    line = line.strip("`") if line.startswith("`") else line
    line = re.sub(r"^(?:\$|%|❯|>|#|(?:ba)?sh\$)\s+", "", line).translate(_ASCII)
    line = " ".join(line.split()) if "'" not in line and '"' not in line else line.strip()
    unfinished = line.endswith(("\\", "|", "&&", "||")) or "<<" in line
    if _NOTHING.match(line) or unfinished or len(line) > LONGEST_COMMAND or _is_prose(line):
        return ""
    return line


def _is_prose(line: str) -> bool:
    """Whether a line is a sentence rather than a command: it begins like one."""
    return bool(
        re.match(
            r"(?:(?:You|We|I|It|This|That|Please|Then|First|There|Check|Make sure|Ensure|Verify|The"
            r"|Install|Create|Use|Run|Try|Add|Change|Replace|If|No)\s+)(?!-)|[\w ]+:\s*$",
            line,
        )
    )


def _spelled_honestly(command: str, seen: str) -> bool:
    return all(word in seen for word in command.split() if not word.isascii())
