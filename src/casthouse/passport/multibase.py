"""Bytes as text in base 58: `z` and the digits of Bitcoin's alphabet, as Multikeys and proof values are written.

One value has one text: an encoding that another text also stands for is refused, and so is whatever is longer than
the value that is expected, before any arithmetic is done on it.
"""

from casthouse.refusal import Refusal

MARK = "z"
DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
WORD = 10
"""So many digits fit a machine word."""

_NO_DIGIT = 0xFF
_VALUES = bytes(DIGITS.find(chr(code)) & _NO_DIGIT for code in range(256))


def base58btc(data: bytes) -> str:
    """Return bytes as multibase text in base 58."""
    number, digits = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        digits = DIGITS[rest] + digits
    zeros = len(data) - len(data.lstrip(b"\0"))
    return MARK + DIGITS[0] * zeros + digits


def base58btc_bytes(text: str, *, size: int) -> bytes:
    """Return the bytes that a multibase text in base 58 stands for.

    Args:
        text: with its `z`.
        size: how many bytes it must stand for.

    Raises:
        Refusal: `multibase_invalid`.
    """
    digits = text[1:]
    # A byte takes 1.366 digits: what is longer cannot stand for so few bytes.
    if text[:1] != MARK or len(digits) > size * 7 // 5 + 1 or not digits.isascii():
        raise _invalid(text, size)
    values = digits.encode().translate(_VALUES)
    if _NO_DIGIT in values:
        raise _invalid(text, size)
    number = 0
    for begin in range(0, len(values), WORD):  # few products of long numbers: each signature is read so
        word, part = values[begin : begin + WORD], 0
        for value in word:
            part = part * 58 + value
        number = number * 58 ** len(word) + part
    zeros = len(digits) - len(digits.lstrip(DIGITS[0]))
    data = b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")
    if len(data) != size:
        raise _invalid(text, size)
    return data


def _invalid(text: str, size: int) -> Refusal:
    return Refusal(
        "multibase_invalid",
        found=f"“{text[:60]}”",
        expected=f"the letter z and {size} bytes in base 58 (the alphabet of Bitcoin)",
        todo="take the text whole, as its author wrote it",
    )
