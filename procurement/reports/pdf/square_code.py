"""A text as a square code that a telephone reads from paper."""

import qrcode

QUIET = 4  # modules of white around the square code


def square_code(text: str) -> tuple[str, int]:
    """A square code of a text as the path of a drawing, and the modules of its side, the white border included."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    code.make(fit=True)
    matrix = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, is_black in enumerate(row) if is_black)
    return path, len(matrix)
