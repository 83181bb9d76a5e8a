"""Parts of an address that are more than text: a day as `2024-01-01`, a direction, the form of a statement."""

from datetime import date


class DayConverter:
    """Reads and writes a day; what is no real day is no address."""

    regex = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        """Return the day; Django answers 404 on a ValueError."""
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        """Return the day's text."""
        return value if isinstance(value, str) else value.isoformat()


class DirectionConverter:
    """Which documents: those issued or those received."""

    regex = "issued|received"

    def to_python(self, value: str) -> str:
        """Return the word."""
        return value

    def to_url(self, value: str) -> str:
        """Return the word."""
        return value


class LinkKeyConverter(DirectionConverter):
    """By which key of GS1 a number is meant: as a place (414) or as a party (417)."""

    regex = "414|417"


class StatementFormConverter(DirectionConverter):
    """In which form a signed statement is given."""

    regex = "json|jwt|zip|sd-jwt|sd-zip"
