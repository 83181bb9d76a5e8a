"""The assurance manual inside the package."""

from functools import cache
from importlib.resources import files

from casthouse.assurance.assurance_manual import AssuranceManual
from casthouse.assurance.assurance_manual_text import assurance_manual_from_text

DEFAULT_CODE = "am-v2"


@cache
def built_in_assurance_manual() -> AssuranceManual:
    """Return the manual that audits are run by."""
    path = files("casthouse.standard").joinpath("assurance_manuals", f"{DEFAULT_CODE}.toml")
    return assurance_manual_from_text(path.read_text(encoding="utf-8"))
