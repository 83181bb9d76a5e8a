"""How a movement's row is keyed: the organisation in the upper bits, its gapless number in the lower forty.

An organisation's movements so lie side by side in the order of posting, and reading them all is one range.
"""

NUMBER_BITS = 40
NUMBER_MAX = (1 << NUMBER_BITS) - 1


def movement_id(organisation_id: int, number: int) -> int:
    """Return the key of a movement."""
    assert 0 < number <= NUMBER_MAX
    return (organisation_id << NUMBER_BITS) | number


def first_id(organisation_id: int) -> int:
    """Return the lowest key of an organisation's movements."""
    return organisation_id << NUMBER_BITS


def last_id(organisation_id: int) -> int:
    """Return the highest key of an organisation's movements."""
    return (organisation_id << NUMBER_BITS) | NUMBER_MAX


def number_of(key: int) -> int:
    """Return the movement's number in its organisation."""
    return key & NUMBER_MAX
