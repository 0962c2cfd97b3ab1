"""Prompts held back for their hints, with lines typed ahead that run on behind them."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from termproxy.core.events import InputStarted, Silence
from termproxy.core.gate import Gate
from tests.core.gates import failed, hint, prompt, started, yes

# What a hint is wrapped in, before the prompt and late.
ADDED = re.compile(
    rb"\x1b7\x1b\[0m\x1b\[K<hint \d+>\r\n\x1b8\x1b\[1B|\x1b\[\?25l.*?\x1b\[\?25h", re.DOTALL
)


class Pasted:
    """Lines that fail, pasted at once: the shell does not wait for anybody's answers.

    Every piece of the stream names the command that it belongs to, so that it can be told later
    between which of them a hint came out.
    """

    def __init__(self) -> None:
        self.gate = Gate(80, 24)
        self.written = self.out = b""
        self.now = 0.0
        self.asked: list[int] = []
        self.asked_at: dict[int, float] = {}

    def write(self, data: bytes) -> None:
        self.written += data
        self.out += self.gate.output(data, self.now)

    def run(self, seq: int) -> None:
        """Line `seq` is taken, fails, and the prompt after it is drawn."""
        self.out += self.gate.shell(started(seq), self.now)
        self.write(b"<output %d>\r\n" % seq)
        self.out += self.gate.shell(failed(seq), self.now)
        self.gate.expect(seq, self.now)
        self.asked.append(seq)
        self.asked_at[seq] = self.now
        self.out += self.gate.shell(prompt(seq), self.now)
        self.write(b"<prompt %d>$ " % seq)
        self.out += self.gate.shell(InputStarted(seq, 0), self.now)

    def answer(self, *, silent: bool) -> None:
        """The assistant answers the oldest question."""
        seq = self.asked.pop(0)
        if silent:
            self.out += self.gate.silence(Silence(seq), self.now)
        else:
            self.out += self.gate.hint(hint(seq, (b"<hint %d>" % seq,)), self.now)

    def tick(self) -> None:
        self.out += self.gate.tick(self.now, yes)

    def check(self) -> None:
        """Nothing lost, the order kept, and every hint between its output and the next one's."""
        out = self.out
        relayed = ADDED.sub(b"", out).replace(b"\r\n", b"")
        written = self.written.replace(b"\r\n", b"")
        assert written.startswith(relayed)
        assert len(self.written) - self.gate.held <= len(out)
        assert self.gate.held or relayed == written
        for seq in self.asked_at:
            at = out.find(b"<hint %d>" % seq)
            if at < 0:
                continue
            assert out.count(b"<hint %d>" % seq) == 1
            assert out.find(b"<output %d>" % seq) < at
            following = out.find(b"<output %d>" % (seq + 1))
            assert following < 0 or at < following


STEPS = st.sampled_from(["run", "run", "hint", "hint", "silence", "wait", "type", "resize", "lost"])


@given(st.lists(STEPS, max_size=40), st.sampled_from([0.0, 0.001, 0.02]))
def test_however_lines_and_answers_interleave_each_hint_is_above_its_own_prompt(
    steps: list[str], pace: float
) -> None:
    pasted = Pasted()
    seq = 0
    for step in steps:
        pasted.now += pace
        while (due := pasted.gate.deadline) is not None and due <= pasted.now:
            pasted.tick()
            assert pasted.gate.deadline != due, "it wakes up for nothing"
        if step == "run":
            seq += 1
            pasted.run(seq)
        elif step in ("hint", "silence") and pasted.asked:
            pasted.answer(silent=step == "silence")
        elif step == "lost" and pasted.asked:  # the assistant died over it
            pasted.asked.pop(0)
        elif step == "wait":
            pasted.now += 0.041
            pasted.tick()
            assert pasted.gate.held == 0
        elif step == "type":
            pasted.gate.typed(b"x", pasted.now)
            pasted.tick()
            assert pasted.gate.held == 0
        elif step == "resize":
            pasted.gate.resize(80, 24, pasted.now)
        pasted.check()
    pasted.now += 1
    pasted.tick()
    pasted.out += pasted.gate.finish(pasted.now)
    pasted.check()


@given(st.integers(1, 12), st.integers(0, 12))
def test_every_line_of_a_paste_gets_its_hint(lines: int, ahead: int) -> None:
    """All but the last one's were dropped: the next line's start had freed its prompt."""
    pasted = Pasted()
    for seq in range(1, lines + 1):
        pasted.run(seq)
        pasted.now += 0.001
        if seq > ahead:  # the assistant is so many answers behind
            pasted.answer(silent=False)
    while pasted.asked:
        pasted.answer(silent=False)
    assert pasted.gate.held == 0
    pasted.check()
    for seq in range(1, lines + 1):
        before, _, after = pasted.out.partition(b"<hint %d>" % seq)
        assert before.endswith(b"<output %d>\r\n\x1b7\x1b[0m\x1b[K" % seq)
        assert after.startswith(b"\r\n\x1b8\x1b[1B<prompt %d>$ " % seq)


def test_a_paste_with_no_answers_is_held_no_longer_than_one_line() -> None:
    pasted = Pasted()
    for seq in range(1, 31):
        pasted.run(seq)
        pasted.now += 0.010
        pasted.tick()
        late = [other for other, at in pasted.asked_at.items() if pasted.now >= at + 0.040]
        assert all(b"<prompt %d>" % other in pasted.out for other in late)


def test_an_answer_to_a_later_line_says_that_the_earlier_has_none() -> None:
    """So it is when the assistant was killed over a failure and started again."""
    pasted = Pasted()
    for seq in (1, 2, 3):
        pasted.run(seq)
    del pasted.asked[:2]
    pasted.answer(silent=False)
    assert pasted.gate.held == 0
    assert b"<prompt 2>$ <output 3>\r\n\x1b7\x1b[0m\x1b[K<hint 3>" in pasted.out


def test_full_screen_is_known_of_a_command_that_is_still_held() -> None:
    """`vim` was typed ahead and failed: it had the screen, and that needs no word."""
    pasted = Pasted()
    pasted.run(1)
    pasted.out += pasted.gate.shell(started(2), 0.0)
    pasted.write(b"\x1b[?10")
    pasted.write(b"49h~\x1b[?1049l")
    assert pasted.gate.fullscreen
    pasted.out += pasted.gate.shell(started(3), 0.0)
    assert not pasted.gate.fullscreen
    assert b"1049" not in pasted.out
