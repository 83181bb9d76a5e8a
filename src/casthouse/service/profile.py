"""Mapping profiles: the built-in ones and an organisation's own."""

from pathlib import Path

from django.db import transaction

from casthouse.exchange.profile import Profile
from casthouse.exchange.profile_toml import built_in_profiles, profile_from_toml
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.lookup import found_organisation_id
from casthouse.service.permission import Act, Actor, authorise
from casthouse.storage import profile as profile_store
from casthouse.storage.journal import append_journal

FILE_SIZE_MAX = 256 * 1024


def known_profiles(organisation: str) -> list[Profile]:
    """Return the profiles that may read an organisation's files."""
    own = [profile_from_toml(text) for text in profile_store.profile_texts(organisation)]
    return [*built_in_profiles(), *own]


def profiles(actor: Actor, *, organisation: str) -> list[Profile]:
    """Return the profiles that may read an organisation's files, for whoever may see its movements.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`.
    """
    authorise(actor, Act.MOVEMENT_READ, organisation)
    found_organisation_id(organisation)
    return known_profiles(organisation)


def load_profile(actor: Actor, *, organisation: str, text: str) -> Profile:
    """Add a mapping profile to an organisation, or replace its own of the same name.

    Raises:
        Refusal: what is wrong with the profile, `profile_name_taken` for the name of a built-in one.
    """
    authorise(actor, Act.PROFILE_LOAD, organisation)
    organisation_id = found_organisation_id(organisation)
    profile = profile_from_toml(text)
    if profile.name in {each.name for each in built_in_profiles()}:
        raise Refusal(
            "profile_name_taken",
            found=f"the name “{profile.name}” of a built-in profile",
            expected="a name of your own",
            todo="rename the profile",
        )
    at = clock.now()
    with transaction.atomic():
        profile_store.save_profile(
            organisation=organisation, name=profile.name, text=text, at=at, by=actor.name
        )
        append_journal(
            at=at,
            actor=actor.name,
            act=Act.PROFILE_LOAD,
            organisation_id=organisation_id,
            subject=profile.name,
        )
    return profile


def profile_argument(text: str | None) -> str | None:
    """Return what `--profile` means: a name, or the content of the TOML file that it points to."""
    if text is None or not text.endswith(".toml"):
        return text
    try:
        with Path(text).open("rb") as file:
            return file.read(FILE_SIZE_MAX).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(
            "profile_unknown",
            found=f"{text}: {error}",
            expected=f"the name of a profile, or a TOML file of at most {FILE_SIZE_MAX >> 10} KiB",
            todo="correct the path",
        ) from error
