"""Choosing the mapping profile of a file: the one that is named, or the only one that fits (contract section 2)."""

from collections.abc import Callable, Sequence

from casthouse.exchange.file_kind import MOVEMENTS, kind_of
from casthouse.exchange.file_refusal import FileRefusal
from casthouse.exchange.heading import Headings, missing, repeated
from casthouse.exchange.profile import Profile
from casthouse.exchange.profile_toml import profile_from_toml
from casthouse.refusal import Refusal

HeadingsUnder = Callable[[Profile], Headings]
"""Returns the headings of a file read under a profile: delimiter and encoding are the profile's."""

_NAMES_MAX = 20


def choose_profile(
    headings_under: HeadingsUnder, *, profiles: Sequence[Profile], named: str | None
) -> Profile:
    """Return the profile to read a file with.

    Args:
        headings_under: the headings of the file, read as a profile says.
        profiles: the profiles known: the built-in ones and the user's own.
        named: the name of one of them, or the TOML text of another; None lets the headings decide.

    Raises:
        Refusal: `profile_unknown` when none fits or the name is not known, `profile_ambiguous` when several fit,
            `heading_missing` or `heading_repeated` when the one profile in question does not fit.
    """
    if named is not None:
        profile = named_profile(named, profiles)
        check_fits(profile, headings_under(profile))
        return profile
    fitting = fitting_profiles(headings_under, profiles)
    if len(fitting) > 1:
        raise Refusal(
            FileRefusal.PROFILE_AMBIGUOUS,
            found="headings that fit the profiles " + ", ".join(profile.name for profile in fitting),
            expected="headings that fit one profile",
            todo="name the profile to read the file with",
        )
    if not fitting:
        raise _none_fits(headings_under, profiles)
    return fitting[0]


def fitting_profiles(headings_under: HeadingsUnder, profiles: Sequence[Profile]) -> list[Profile]:
    """Return the profiles whose required headings are each in the file exactly once, in any order."""
    return [profile for profile in profiles if _fits(profile, headings_under)]


def named_profile(named: str, profiles: Sequence[Profile]) -> Profile:
    """Return the profile of a name, or the one that a TOML text describes."""
    if "=" in named or "\n" in named:
        return profile_from_toml(named)
    for profile in profiles:
        if profile.name == named:
            return profile
    raise Refusal(
        FileRefusal.PROFILE_UNKNOWN,
        found=f"the profile '{named}'",
        expected="one of " + ", ".join(profile.name for profile in profiles),
        todo="correct the name, or load the profile first",
    )


def _fits(profile: Profile, headings_under: HeadingsUnder) -> bool:
    try:
        headings = headings_under(profile)
    except Refusal:  # no header by this profile's delimiter; another's may find one
        return False
    return not missing(headings, profile) and not repeated(headings, profile)


def check_fits(profile: Profile, headings: Headings) -> None:
    """Refuse headings that lack one that the profile requires, or have one twice.

    Raises:
        Refusal: `heading_missing`, `heading_repeated`.
    """
    if lacking := missing(headings, profile):
        raise Refusal(
            FileRefusal.HEADING_MISSING,
            found=_found(headings),
            expected=f"each heading that the profile {profile.name} requires, also {_quoted(lacking)}",
            todo="add the column to the export, or name another profile",
        )
    check_once(profile, headings)


def check_once(profile: Profile, headings: Headings) -> None:
    """Refuse headings that have one twice which the profile reads.

    Raises:
        Refusal: `heading_repeated`.
    """
    if twice := repeated(headings, profile):
        raise Refusal(
            FileRefusal.HEADING_REPEATED,
            found=f"{_quoted(twice)} more than once",
            expected=f"each heading that the profile {profile.name} reads once",
            todo="remove or rename the column that is not meant",
        )


def _none_fits(headings_under: HeadingsUnder, profiles: Sequence[Profile]) -> Refusal:
    """Return the refusal that helps most: of a single heading twice, else of what each profile misses."""
    complete = [profile for profile in profiles if not missing(headings_under(profile), profile)]
    if len(complete) == 1:
        try:
            check_fits(complete[0], headings_under(complete[0]))
        except Refusal as refusal:
            return refusal
    todo = "check the header, delimiter and encoding of the file, or load a profile for it"
    nearest = min(profiles, key=lambda profile: len(missing(headings_under(profile), profile)), default=None)
    if nearest is None:
        found, expected = "no mapping profile at all", "at least one profile"
    else:
        headings = headings_under(nearest)
        lacking = _quoted(missing(headings, nearest)) or "a heading once"
        found = _found(headings)
        expected = f"the headings of one profile; {nearest.name}, the nearest, misses {lacking}"
        kind = kind_of(headings.names)
        if kind is not None and kind is not MOVEMENTS:
            expected, todo = MOVEMENTS.name, kind.advice
    return Refusal(FileRefusal.PROFILE_UNKNOWN, found=found, expected=expected, todo=todo)


def _found(headings: Headings) -> str:
    rest = len(headings.names) - _NAMES_MAX
    more = f" and {rest:,} more" if rest > 0 else ""
    return f"in row {headings.row} the headings {_quoted(headings.names[:_NAMES_MAX])}{more}"


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f"'{name[:60]}'" for name in names)
