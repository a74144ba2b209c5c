"""`python -m scoring FILE.json`: recompute an exported evaluation with nothing but Python.

`python -m scoring FILE.json ANNEX.json` also computes its annex on robustness again; that needs numpy.

Prints "equal" and exits 0, or the first difference and the number of others and exits 1; 2 with one sentence where a
file cannot be read as what it should be.
"""

import sys
from pathlib import Path
from typing import TextIO

from scoring import codec
from scoring.errors import ScoringError
from scoring.replay import Difference, replay, replay_annex

EQUAL, DIFFERENT, UNREADABLE = 0, 1, 2
USAGE = "usage: python -m scoring FILE.json [ANNEX.json]"
HELP = f"""{USAGE}

Judges the case of an exported evaluation (evaluation.json) again and compares case, result and fingerprints with
what the file states; with ANNEX.json also the annex on robustness, which needs numpy.

exit codes: 0 equal; 1 different, the first difference is printed; 2 a file cannot be read"""


def main(arguments: list[str]) -> int:
    """Replay the evaluation named, and the annex where one is. Returns the exit code."""
    if {"-h", "--help"} & set(arguments):
        _write(sys.stdout, HELP)
        return EQUAL
    if len(arguments) not in {1, 2}:
        _write(sys.stderr, USAGE)
        return UNREADABLE
    at = arguments[0]
    try:
        record = codec.loads(Path(at).read_bytes())
        differences = replay(record).differences
        for at in arguments[1:]:
            differences += replay_annex(record, codec.loads(Path(at).read_bytes())).differences
    except (OSError, ValueError) as error:  # ScoringError and JSON's own errors are ValueErrors
        return _unreadable(at, f"{error.code}: {error}" if isinstance(error, ScoringError) else str(error))
    except RecursionError:
        return _unreadable(at, "its values are nested too deeply")
    except ImportError as error:
        return _unreadable(at, f"the annex is computed with numpy ({error})")
    return _say(differences)


def _unreadable(at: str, why: str) -> int:
    _write(sys.stderr, f"cannot replay {at}: {' '.join(why.split())}")
    return UNREADABLE


def _say(differences: tuple[Difference, ...]) -> int:
    if not differences:
        _write(sys.stdout, "equal")
        return EQUAL
    others = len(differences) - 1
    _write(sys.stdout, str(differences[0]))
    if others:
        _write(sys.stdout, f"and {others} more differences")
    return DIFFERENT


def _write(stream: TextIO, line: str) -> None:
    """One line; what the terminal cannot show is escaped, so that no text of a file stops the answer."""
    encoding = stream.encoding or "utf-8"
    stream.write(line.encode(encoding, "backslashreplace").decode(encoding) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
