"""Signals without the `signal` module, whose enums took 3 of the 24 ms until a shell's prompt.

`from termproxy.relay.signals import signal`, and use that as ever: signals, masks and handlers are
plain numbers. To a type checker it is the module itself.
"""

from __future__ import annotations

from termproxy.core.value import TYPE_CHECKING

if TYPE_CHECKING:
    import signal
else:
    import _signal as signal

__all__ = ["signal"]
