"""`<think>` blocks out of an answer's text. Pure.

Models spill their trace into the content even when asked not to think (ollama#12736): at the
start of the answer, in ordinary chunks, the tags cut anywhere.
"""

from __future__ import annotations

OPEN, CLOSE = ("<think>", "<thinking>"), ("</think>", "</thinking>")


class ThinkFilter:
    """Splits an answer into what is said and what is thought.

    A block may stand anywhere; an unclosed one is thought to its end. A lone closing tag (some
    templates open the block in the prompt) is dropped: what stood before it was given out
    already. White space before the first word said is dropped too.
    """

    def __init__(self) -> None:
        self._held = ""
        self._inside = False
        self._begun = False  # something else than white space was said

    def feed(self, text: str) -> tuple[str, str]:
        """What `text` adds: (said, thought)."""
        return self._drain(self._held + text, final=False)

    def finish(self) -> tuple[str, str]:
        return self._drain(self._held, final=True)

    def _drain(self, text: str, *, final: bool) -> tuple[str, str]:
        self._held = ""
        said: list[str] = []
        thought: list[str] = []
        while text:
            tags = CLOSE if self._inside else OPEN + CLOSE
            at, tag = _first(text, tags)
            if not tag:
                keep = 0 if final else _partial(text, tags)
                body, self._held = text[: len(text) - keep], text[len(text) - keep :]
                (thought if self._inside else said).append(body)
                break
            (thought if self._inside else said).append(text[:at])
            self._inside = tag in OPEN
            text = text[at + len(tag) :]
        spoken = "".join(said)
        if not self._begun:
            spoken = spoken.lstrip()
            self._begun = bool(spoken)
        return spoken, "".join(thought)


def _first(text: str, tags: tuple[str, ...]) -> tuple[int, str]:
    hits = [(at, tag) for tag in tags if (at := text.find(tag)) >= 0]
    return min(hits, default=(-1, ""))


def _partial(text: str, tags: tuple[str, ...]) -> int:
    """How many characters at the end of `text` may be the beginning of a tag."""
    for size in range(min(len(text), max(map(len, tags)) - 1), 0, -1):
        end = text[-size:]
        if any(tag.startswith(end) for tag in tags):
            return size
    return 0
