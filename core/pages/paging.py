"""Where a list goes on: the number in an address, below which the next page begins."""

BIGGEST = 2**63 - 1


def before(text: str) -> int | None:
    """The number that a visitor's address names; anything else is as if it were not there."""
    known = text.isascii() and text.isdigit() and len(text) <= len(str(BIGGEST)) and int(text) <= BIGGEST
    return int(text) if known else None
