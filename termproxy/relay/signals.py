"""Signals without the `signal` module, whose enums took 3 of the 24 ms until a shell's prompt.

`from termproxy.relay.signals import signal`, and use that as ever: signals, masks and handlers are
plain numbers. To a type checker it is the module itself.

A loop takes its signals as bytes of a pipe (`taken`) and gives them back at its end (`give_back`).
"""

from __future__ import annotations

from termproxy.core.value import TYPE_CHECKING

if TYPE_CHECKING:
    import signal
    from collections.abc import Callable
    from types import FrameType
    from typing import Any, TypeAlias

    Handler: TypeAlias = Callable[[int, FrameType | None], Any] | int | signal.Handlers | None
else:
    import _signal as signal

__all__ = ["give_back", "signal", "taken"]


def taken(
    signums: tuple[int, ...], wake: int, *, unless_ignored: tuple[int, ...]
) -> dict[int, Handler]:
    """From here on a signal is a byte in the pipe `wake`, and nothing more; the handlers of before.

    Of `unless_ignored`, those that are ignored stay so: nohup and the like.
    """
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, signums)
    before: dict[int, Handler] = {}
    for signum in signums:
        if signum in unless_ignored and signal.getsignal(signum) == signal.SIG_IGN:
            continue
        before[signum] = signal.signal(signum, _noted)
    return before


def give_back(before: dict[int, Handler]) -> None:
    """The handlers of before."""
    signal.set_wakeup_fd(-1)
    for signum, handler in before.items():
        signal.signal(signum, handler)


def _noted(signum: int, frame: object) -> None:
    """The byte in the pipe is all; this only keeps the default from happening."""
