"""`python -m scoring FILE.json`: recompute an exported evaluation with nothing but Python.

`python -m scoring FILE.json ANNEX.json` also computes its annex on robustness again; that needs numpy.

Prints "equal" and exits 0, or the first difference and the number of others and exits 1; 2 where it cannot be read.
"""

import sys
from pathlib import Path

from scoring import codec
from scoring.errors import ScoringError
from scoring.replay import replay, replay_annex

EQUAL, DIFFERENT, UNREADABLE = 0, 1, 2


def main(arguments: list[str]) -> int:
    """Replay the evaluation named, and the annex where one is. Returns the exit code."""
    if len(arguments) not in {1, 2}:
        sys.stderr.write("usage: python -m scoring FILE.json [ANNEX.json]\n")
        return UNREADABLE
    at = arguments[0]
    try:
        record = codec.loads(Path(at).read_bytes())
        differences = replay(record).differences
        for at in arguments[1:]:
            differences += replay_annex(record, codec.loads(Path(at).read_bytes())).differences
    except (OSError, ValueError) as error:  # ScoringError and JSON's own errors are ValueErrors
        code = f"{error.code}: " if isinstance(error, ScoringError) else ""
        sys.stderr.write(f"cannot replay {at}: {code}{error}\n")
        return UNREADABLE
    except ImportError as error:
        sys.stderr.write(f"cannot replay {at}: the annex is computed with numpy ({error})\n")
        return UNREADABLE
    if not differences:
        sys.stdout.write("equal\n")
        return EQUAL
    others = len(differences) - 1
    sys.stdout.write(f"{differences[0]}\n" + (f"and {others} more differences\n" if others else ""))
    return DIFFERENT


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
