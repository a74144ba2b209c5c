"""Lengths that say little: Padmé (Nikitin and others, PETS 2019, "Reducing Metadata Leakage from Encrypted Files")."""


def padded_length(length: int) -> int:
    """The length to which so many bytes are filled up: at most 12 % more, O(log log n) bits of it stay visible.

    Raises ValueError for a negative length.
    """
    if length < 0:
        raise ValueError("a length is not negative")
    if length < 2:
        return length
    exponent = length.bit_length() - 1
    kept_bits = exponent.bit_length()
    step = 1 << (exponent - kept_bits)
    return -(-length // step) * step
