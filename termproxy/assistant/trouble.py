"""What goes wrong in the assistant, for the log: without secrets.

An exception may carry a command line or a part of an output in its message. Whatever is written
here passes redaction first.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from typing import Any

from termproxy import log


def note(text: str) -> None:
    """A line, or several, for the log."""
    from termproxy.assistant.secrets.redact import Redactor  # nothing goes wrong as a rule

    log.note(Redactor().redact(text))


def note_error(error: BaseException) -> None:
    """An exception that nobody expected, with the way it came."""
    note("".join(traceback.format_exception(error)).rstrip())


def note_context(_: object, context: Mapping[str, Any]) -> None:
    """For an event loop (`set_exception_handler`): what a task or a callback raised."""
    error = context.get("exception")
    note(str(context.get("message", "")))
    if isinstance(error, BaseException):
        note_error(error)
