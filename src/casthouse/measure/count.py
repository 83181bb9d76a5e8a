"""How many of something, as people write it: `1 finding`, `2 findings`, `1,200 rows`."""


def counted(number: int, noun: str, nouns: str = "") -> str:
    """Return a number with its noun, singular for one.

    Args:
        number: how many.
        noun: the singular.
        nouns: the plural; the singular with an s when empty.
    """
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"
