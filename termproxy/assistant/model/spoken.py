"""From a server's raw pieces of an answer to clean chunks. Pure; both dialects use it."""

from __future__ import annotations

from termproxy.assistant.model import problems
from termproxy.assistant.model.chat import Chunk
from termproxy.assistant.model.thinking import ThinkFilter
from termproxy.assistant.safety.plain import Cleaner

# A hint needs a few hundred characters and `why` a few thousand. A model that never stops is cut
# off here, whatever the server thinks of num_predict.
LONGEST_ANSWER = 64 * 1024


class Spoken:
    """Collects one answer: thought out, escapes out, length bounded."""

    def __init__(self, model: str) -> None:
        self._model = model
        self._think = ThinkFilter()
        self._said = Cleaner()
        self._thought = Cleaner()
        self._length = 0
        self._answered = False
        self._pondered = False

    def heard(
        self,
        content: str,
        thinking: str = "",
        *,
        done: bool = False,
        reason: str = "stop",
    ) -> Chunk | None:
        """What one record adds, or None when that is nothing (yet).

        Raises ModelProblem (ONLY_THOUGHT) when the answer ends and nothing but thought came.
        """
        self._length += len(content) + len(thinking)
        if self._length > LONGEST_ANSWER and not done:
            done, reason = True, "length"
        said, thought = self._think.feed(content)
        if done:
            rest_said, rest_thought = self._think.finish()
            said, thought = said + rest_said, thought + rest_thought
        said = self._said.feed(said)
        thought = self._thought.feed(thinking + thought)
        if done:
            said += self._said.finish()
            thought += self._thought.finish()
        self._answered = self._answered or bool(said.strip())
        self._pondered = self._pondered or bool(thought)
        if done and self._pondered and not self._answered:
            raise problems.only_thought(self._model)
        if not (said or thought or done):
            return None
        return Chunk(said, thought, done, reason if done else "")
