"""The file of an audit plan: TOML with the days on site and one `[[site]]` for each site of the scope.

```toml
on_site_from = 2025-09-01
on_site_to = 2025-09-07
reason = ""                 # needed where effort is below the default
head_office_elsewhere = ""  # of several sites, where none of them is the head office: where it is

[[site]]
code = "SMELT-1"
staff = 200
risk = 2                    # optional: a higher number is more risk
head_office = false         # optional, as the two below
communities = false
joint_custody = false
half_days = 13              # 0: the plan does not go there
interviews = 15
community_notice_on = 2025-08-01   # with communities: when and in which language they are told
community_language = "Sámi"
```
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from casthouse.exchange.short_text_file import short_text
from casthouse.refusal import Refusal

FILE_SIZE_MAX = 256 * 1024
INTEGER_MAX = 1_000_000
PLAN_KEYS: Mapping[str, type] = {
    "on_site_from": date,
    "on_site_to": date,
    "reason": str,
    "head_office_elsewhere": str,
    "site": list,
}
SITE_KEYS: Mapping[str, type] = {
    "code": str,
    "staff": int,
    "risk": int,
    "head_office": bool,
    "communities": bool,
    "joint_custody": bool,
    "half_days": int,
    "interviews": int,
    "community_notice_on": date,
    "community_language": str,
}
NEEDED, SITE_NEEDED = ("on_site_from", "on_site_to", "site"), ("code", "staff", "half_days", "interviews")
WORDS: Mapping[type, str] = {
    date: "a day",
    str: "text",
    list: "tables [[site]]",
    int: f"a whole number from 0 to {INTEGER_MAX}",
    bool: "true or false",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFileSite:
    """A site as the file has it."""

    code: str
    staff: int
    risk: int
    head_office: bool
    communities: bool
    joint_custody: bool
    half_days: int
    interviews: int
    community_notice_on: date | None
    community_language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFile:
    """A plan as the file has it."""

    on_site_from: date
    on_site_to: date
    reason: str
    sites: tuple[PlanFileSite, ...]
    head_office_elsewhere: str = ""


def audit_plan_file(path: Path) -> PlanFile:
    """Return the plan in a file.

    Raises:
        Refusal: `audit_plan_unreadable`, `audit_plan_invalid` with every mistake.
    """
    return audit_plan_from_text(short_text(path, bytes_max=FILE_SIZE_MAX, unreadable=_unreadable))


def _unreadable(found: str) -> Refusal:
    return Refusal(
        "audit_plan_unreadable",
        found=found,
        expected=f"a TOML file in UTF-8 of at most {FILE_SIZE_MAX} bytes",
        todo="check the path and save the file as UTF-8 text",
    )


def audit_plan_from_text(text: str) -> PlanFile:
    """Return the plan that a text describes.

    Raises:
        Refusal: `audit_plan_invalid` with every mistake.
    """
    try:
        plan = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise _invalid([f"this is not TOML: {type(error).__name__}"]) from None
    given = plan.get("site")
    sites = [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []
    mistakes = list(_mistakes("the plan", plan, PLAN_KEYS, NEEDED))
    for number, site in enumerate(sites, start=1):
        mistakes += _mistakes(f"site {number}", site, SITE_KEYS, SITE_NEEDED)
    if mistakes:
        raise _invalid(mistakes)
    return PlanFile(
        on_site_from=plan["on_site_from"],
        on_site_to=plan["on_site_to"],
        reason=plan.get("reason", ""),
        sites=tuple(_site(each) for each in sites),
        head_office_elsewhere=plan.get("head_office_elsewhere", ""),
    )


def _site(table: Mapping[str, object]) -> PlanFileSite:
    blank: Mapping[str, object] = {
        "risk": 0,
        "head_office": False,
        "communities": False,
        "joint_custody": False,
        "community_notice_on": None,
        "community_language": "",
    }
    return PlanFileSite(**{**blank, **table})  # type: ignore[arg-type]  # each was checked for its type


def _mistakes(
    place: str, table: Mapping[str, object], keys: Mapping[str, type], needed: tuple[str, ...]
) -> Iterator[str]:
    yield from (f"{place}: the key {key} is unknown" for key in table if key not in keys)
    yield from (f"{place}: {key} is missing" for key in needed if key not in table)
    for key, value in table.items():
        if key in keys and not _fits(value, keys[key]):
            yield f"{place}: {key} must be {WORDS[keys[key]]}"


def _fits(value: object, wanted: type) -> bool:
    if type(value) is not wanted:
        return False
    return not isinstance(value, int) or 0 <= value <= INTEGER_MAX


def _invalid(mistakes: list[str]) -> Refusal:
    return Refusal(
        "audit_plan_invalid",
        found="; ".join(mistakes[:20]),
        expected="the days on site and a table [[site]] for each site, as the reference of audits describes it",
        todo="mend what is named and submit the plan again",
    )
