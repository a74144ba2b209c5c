"""How big the long tests are: LONG_SCALE of their full size, which is 1."""

import os

LONG_SCALE = float(os.environ.get("LONG_SCALE", "1"))


def scaled(full: int, *, least: int = 1) -> int:
    """This many at full size, fewer or more by LONG_SCALE, never fewer than `least`."""
    return max(least, round(full * LONG_SCALE))
