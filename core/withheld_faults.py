"""An error whose text may repeat sealed content, as logs and rows of jobs have it: its kind and where it broke."""

import traceback


class WithheldFault(Exception):
    """Stands in a report for an error whose text may repeat what was sent."""


def where_it_broke(error: BaseException) -> str:
    """The frames of an error and of those that led to it, the first one first, each with its type and without text."""
    chain: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and not any(cause is each for each in chain):
        chain.append(cause)
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return "\n".join(
        f"Traceback (most recent call last):\n{_frames(each)}{without_text(type(each))}" for each in reversed(chain)
    )


def _frames(error: BaseException) -> str:
    return "".join(traceback.format_tb(error.__traceback__))


def without_text(kind: type[BaseException]) -> str:
    """The type of an error, and that its text is not repeated."""
    return f"{kind.__module__}.{kind.__qualname__} (its text is left out: it may repeat what was sent)"
