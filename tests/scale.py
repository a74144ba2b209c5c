"""How big long tests are: LONG_SCALE of their full size, which is 1. `make test-long` sets it, the default suite does not."""

import os

LONG_SCALE = float(os.environ.get("LONG_SCALE", "1"))
LONG_RUN = "LONG_SCALE" in os.environ
MORE_EXAMPLES = 50


def scaled(full: int, *, least: int = 1) -> int:
    """This many at full size, fewer or more by LONG_SCALE, never fewer than `least`."""
    return max(least, round(full * LONG_SCALE))


def examples(count: int) -> int:
    """How many cases a law is tried on: this many in the default suite, fifty times as many in a long run."""
    return scaled(count * MORE_EXAMPLES, least=count) if LONG_RUN else count
