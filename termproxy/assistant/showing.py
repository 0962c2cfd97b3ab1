"""Advice -> hints for the relay: which fixes the key may offer, what was said already, new widths.

A hint is drawn for a width and shown once. What the relay could not show yet is drawn anew when the
window changes, under the same number, by which the relay knows what it has shown. What says the
same as the hint before it is drawn twice, whole and in one short row: which of them is shown is for
the relay to say, which knows whether that hint stands above.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from termproxy.assistant.advice import Advice, Case, Fix
from termproxy.assistant.safety.plain import steady
from termproxy.assistant.view import Look, draw, invitation, same_as_above
from termproxy.core.events import Hint

# Said where the model is asked on request only. No command of it is verified: it is ours.
INVITATION = Advice("No rule knows this", fixes=(Fix("termproxy why"),), rule="ask")

# Of the screen, for the prompts between a hint and the line that refers to it.
PROMPTS = 6
# Hints of a session that name the key; by then it is known, and the row is calmer without.
TAUGHT = 3


@dataclass(frozen=True, slots=True)
class Said:
    """A hint as it was meant: for which failure, what it said, and for which time in a row."""

    seq: int
    number: int
    command: str
    cwd: str
    advice: Advice
    times: int
    below: int  # rows between the full hint and this one's end, as far as we know
    after: int = 0  # the hint before it in that row, by its number
    remote: bool = False  # no key puts a fix into a line that is edited elsewhere


class Showing:
    """Remembers the last hint. `key` names the key that inserts a fix; "": none does here."""

    def __init__(self, look: Look, key: str) -> None:
        self._look = look
        self._key = key
        self._number = 0
        self._last: Said | None = None

    def hint(self, seq: int, case: Case, advice: Advice, cols: int, rows: int) -> Hint | None:
        """The hint for a failure; None when it says what was said about this very failure."""
        last = self._last
        known = last is not None and _alike(last.advice, advice)
        if last is not None and known and last.seq == seq:
            return None
        self._number += 1
        command = case.command.strip()
        said = Said(seq, self._number, command, case.cwd, advice, 1, 0, remote=case.remote)
        if last is not None and known and seq == last.seq + 1:
            between = case.output.count("\n") + 1 + len(command) // max(1, cols) + 3
            below = last.below + between
            if (command, case.cwd) == (last.command, last.cwd) and below + PROMPTS < rows:
                said = replace(said, times=last.times + 1, below=below, after=last.number)
        self._last = said
        return self._drawn(said, cols)

    def invitation(self, seq: int, case: Case, cols: int, rows: int) -> Hint | None:
        """A row that says how to ask the model about a failure; as for `hint`."""
        return self.hint(seq, case, INVITATION, cols, rows)

    def redrawn(self, cols: int) -> Hint | None:
        """The last hint for another width, if there is one."""
        return self._drawn(self._last, cols) if self._last is not None else None

    def _drawn(self, said: Said, cols: int) -> Hint:
        advice = said.advice
        fixes = () if said.remote else offered(advice)
        again: tuple[bytes, ...] = ()
        if said.times > 1:
            again = same_as_above(cols=cols, look=self._look, times=said.times)
        if advice is INVITATION:
            key = self._key if said.number <= TAUGHT else ""
            rows = invitation(fixes[0], cols=cols, look=self._look, key=key)
        else:
            first = advice.fixes[0].command if advice.fixes else ""
            key = self._key if fixes[:1] == (first,) and said.number <= TAUGHT else ""
            rows = draw(advice, cols=cols, look=self._look, key=key)
        return Hint(said.seq, cols, rows, fixes, number=said.number, again=again, after=said.after)


def offered(advice: Advice) -> tuple[str, ...]:
    """The fixes that a key may put into the edit line: harmless, and exactly as they are shown."""
    return tuple(
        fix.command
        for fix in advice.fixes
        if not fix.dangerous and steady(fix.command, visibly=True) == fix.command
    )


def label(chord: str, look: Look) -> str:
    """How a hint names its key: "→ or Alt-i"; "" for none."""
    if not chord.strip():
        return ""
    modifiers, dash, key = chord.strip().lower().rpartition("-")
    name = modifiers.capitalize() + dash + key if modifiers else key.upper()
    return f"{'→' if look.unicode else 'Right'} or {name}"


def _alike(one: Advice, other: Advice) -> bool:
    """The same to a reader, whoever said it."""
    if one.fixes or other.fixes:
        return [fix.command for fix in one.fixes] == [fix.command for fix in other.fixes] and (
            [fix.dangerous for fix in one.fixes] == [fix.dangerous for fix in other.fixes]
        )
    return (one.title, one.explanation) == (other.title, other.explanation)
