"""The judge: pure Python, exact, without Django, clock or chance."""

from scoring.types import VERSION

__all__ = ["VERSION"]
