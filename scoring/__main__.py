"""`python -m scoring FILE.json`: recompute an exported evaluation with nothing but Python.

Prints "equal" and exits 0, or the first difference and the number of others and exits 1; 2 where it cannot be read.
"""

import sys
from pathlib import Path

from scoring import codec
from scoring.errors import ScoringError
from scoring.replay import replay

EQUAL, DIFFERENT, UNREADABLE = 0, 1, 2


def main(arguments: list[str]) -> int:
    """Replay the one file named. Returns the exit code."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m scoring FILE.json\n")
        return UNREADABLE
    try:
        found = replay(codec.loads(Path(arguments[0]).read_bytes()))
    except (OSError, ValueError) as error:  # ScoringError and JSON's own errors are ValueErrors
        code = f"{error.code}: " if isinstance(error, ScoringError) else ""
        sys.stderr.write(f"cannot replay {arguments[0]}: {code}{error}\n")
        return UNREADABLE
    if found.first is None:
        sys.stdout.write("equal\n")
        return EQUAL
    others = len(found.differences) - 1
    sys.stdout.write(f"{found.first}\n" + (f"and {others} more differences\n" if others else ""))
    return DIFFERENT


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
