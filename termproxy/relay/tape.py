"""The recorder as one of a session's observers, none of which can do the others harm."""

from __future__ import annotations

from termproxy.core.value import TYPE_CHECKING
from termproxy.log import describe
from termproxy.relay.terminal import reads_a_secret

if TYPE_CHECKING:
    from collections.abc import Callable

    from termproxy.log import Log
    from termproxy.relay.child import Child
    from termproxy.relay.recorder import Recorder


class Tape:
    """What a session's recorder is given, if it has one; an error ends the recording alone.

    `now` is in seconds of the recorder's clock.
    """

    def __init__(self, recorder: Recorder | None, child: Child, log: Log) -> None:
        self._recorder = recorder
        self._child = child
        self._log = log

    @property
    def takes_keys(self) -> bool:
        """Whether what is typed is recorded. If it is a secret is to be asked before it is sent."""
        return self._recorder is not None and self._recorder.capture_input

    @property
    def unwritten(self) -> bool:
        """Whether `flush` has something to do."""
        return self._recorder is not None and self._recorder.wants_flush

    def output(self, now: float, data: bytes) -> None:
        """The terminal receives `data`."""
        if data and self._recorder is not None:
            self._give(lambda recorder: recorder.output(now, data))

    def typed(self, now: float, data: bytes) -> None:
        """The user typed `data`."""
        if self.takes_keys:
            modes = self._child.modes()
            secret = modes is not None and reads_a_secret(modes)
            self._give(lambda recorder: recorder.input(now, data, secret=secret))

    def resize(self, now: float, cols: int, rows: int) -> None:
        """The window has a new size."""
        self._give(lambda recorder: recorder.resize(now, cols, rows))

    def marker(self, now: float, label: str) -> None:
        """Something worth finding again happened."""
        self._give(lambda recorder: recorder.marker(now, label))

    def exit(self, now: float, status: int) -> None:
        """The program ended."""
        self._give(lambda recorder: recorder.exit(now, status))

    def flush(self) -> None:
        """There is time to write."""
        self._give(lambda recorder: recorder.flush())

    def _give(self, act: Callable[[Recorder], object]) -> None:
        if self._recorder is not None:
            try:
                act(self._recorder)
            except Exception as error:
                self._recorder = None
                self._log.line(f"the recording stopped: {describe(error)}")
