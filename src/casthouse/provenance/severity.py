"""How gravely something unusual is taken."""

from enum import StrEnum


class Severity(StrEnum):
    """The gravest first; `none` is a reason to look, but no anomaly."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NONE = "none"


SEVERITY_ORDER: dict[Severity, int] = {each: number for number, each in enumerate(Severity)}
