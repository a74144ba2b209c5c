"""What is reported of a fault: where a request broke; and of one that carries sealed content nothing that was sent.

Bid content never enters a log or a mail (RELIABILITY §2). The values of forms, cookies and variables repeat it, and so
may the text of an error: `int("...")` quotes what it could not read. A stage names such routes in its parts, and such
jobs where it runs them (`core.jobs.run`).

Read while logging is set up, before the apps are: what needs them is imported where it is asked.
"""

import logging
from copy import copy
from types import TracebackType
from typing import Any

from django.views.debug import ExceptionReporter

from core.withheld_faults import WithheldFault, where_it_broke, without_text


class FaultReporter(ExceptionReporter):
    """The report that goes by mail, or that a page shows under DEBUG: of a sealed request its frames without values."""

    def __init__(
        self,
        request: Any,
        exc_type: type[BaseException] | None,
        exc_value: Any,
        tb: TracebackType | None,
        is_email: bool = False,
    ) -> None:
        self.is_withheld = carries_withheld(request)
        if self.is_withheld and exc_type is not None:
            exc_type, exc_value = WithheldFault, WithheldFault(without_text(exc_type))
        super().__init__(None if self.is_withheld else request, exc_type, exc_value, tb, is_email)

    def get_traceback_frames(self) -> list[dict[str, Any]]:
        """Each with file, line and function; with its variables only where nothing sealed is among them."""
        frames = super().get_traceback_frames()
        return [{**frame, "vars": []} for frame in frames] if self.is_withheld else frames


class LineFormatter(logging.Formatter):
    """A line of the log, and where it broke; the text of an error only where it repeats nothing sealed."""

    def format(self, record: logging.LogRecord) -> str:
        """The record itself stays as it is: another handler may read it."""
        error = record.exc_info[1] if record.exc_info else None
        if error is not None and carries_withheld(getattr(record, "request", None)):
            record = copy(record)
            record.exc_info, record.exc_text = None, where_it_broke(error)
        return super().format(record)


def carries_withheld(request: Any) -> bool:
    """Whether a request is for a route whose stage says that nothing of what is sent there may be repeated."""
    match = getattr(request, "resolver_match", None)
    if match is None:
        return False
    from core import assembly  # noqa: PLC0415 -- app ready

    return assembly.is_withheld_route(match.view_name)
