"""No image of this process's memory comes onto a disk: keys and content of bids pass through it (UPLOADS §2).

Called at the start of web, worker and child. Free of Django. What the kernel swaps out is not covered: see
docs/administrators.md.
"""

import ctypes
import resource
import sys

PR_SET_DUMPABLE = 4  # of linux/prctl.h: with 0 no core file, and no other process of the same user reads this memory


def leave_none() -> None:
    """No core file from now on, nor of children that are forked. Elsewhere than on Linux by the limit alone."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
