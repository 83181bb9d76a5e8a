"""Statistics for everybody: certificates as they are listed, findings and masses as they were published by year.

Each certificate is public by itself, so how many there are of a kind is counted when it is asked. Ratings and masses
are not: their figures are published by the secretariat, once a year, and stay as they are (`assurance/publication`).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from casthouse.assurance.certificate_state import ENTITLING
from casthouse.assurance.publication import PublicationRules
from casthouse.exchange.assurance_manual_file import built_in_assurance_manual
from casthouse.parties.activity import Activity
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.permission import Act, Actor, authorise, may
from casthouse.service.public_release import Release, release_of
from casthouse.standard.standard_name import StandardName
from casthouse.storage import public_statistics as store

YEARS_OF_UPTAKE = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateStatistics:
    """Certificates on a day.

    Attributes:
        day: the day.
        by_state: how many there are in each state, by standard.
        by_activity: how many entitle for an activity, by standard; one with several counts under each.
        by_country: how many entitle in a country, by standard; the country with most first.
        days: days of the past at which the uptake is counted, the last being the day itself.
        uptake: how many entitled on these days, by standard.
    """

    day: date
    by_state: dict[str, dict[StandardName, int]]
    by_activity: dict[Activity, dict[StandardName, int]]
    by_country: dict[str, dict[StandardName, int]]
    days: tuple[date, ...]
    uptake: dict[StandardName, list[int]]

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        return {
            "day": self.day.isoformat(),
            "by_state": {name: _named(held) for name, held in self.by_state.items()},
            "by_activity": {activity.value: _named(held) for activity, held in self.by_activity.items()},
            "by_country": {country: _named(held) for country, held in self.by_country.items()},
            "uptake": [
                {
                    "day": day.isoformat(),
                    **{standard.value: counts[at] for standard, counts in self.uptake.items()},
                }
                for at, day in enumerate(self.days)
            ],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicStatistics:
    """Everything that the page of statistics shows.

    Attributes:
        certificates: as of today.
        years: the years that are published, the latest first.
        release: what was published of one of them; None where nothing is.
        rules: what has to stand behind a figure.
        to_publish: the years that the actor may publish now.
    """

    certificates: CertificateStatistics
    years: tuple[int, ...]
    release: Release | None
    rules: PublicationRules
    to_publish: tuple[int, ...]

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        return {
            "certificates": self.certificates.as_json(),
            "years": list(self.years),
            "published": self.release.as_json() if self.release else None,
            "organisations_min": self.rules.counts.organisations_min,
        }


def public_statistics(actor: Actor, *, year: int | None = None) -> PublicStatistics:
    """Return the statistics with what was published of a year; None: of the latest.

    Raises:
        Refusal: `not_permitted`, `public_record_unknown` for a year that is not published.
    """
    authorise(actor, Act.PUBLIC_REGISTER_READ)
    years, release = published_of(year)
    rules = built_in_assurance_manual().publication
    return PublicStatistics(
        certificates=certificate_statistics(clock.today()),
        years=tuple(years),
        release=release,
        rules=rules,
        to_publish=_to_publish(years, rules) if may(actor, Act.PUBLIC_STATISTICS_PUBLISH) else (),
    )


def published_of(year: int | None) -> tuple[list[int], Release | None]:
    """Return the years that are published, and what was published of one; None: of the latest, if there is any.

    Raises:
        Refusal: `public_record_unknown` for a year that is not published.
    """
    years = store.release_years()
    wanted = year if year is not None else next(iter(years), None)
    held = None if wanted is None else store.release(wanted)
    if year is not None and held is None:
        raise Refusal(
            "public_record_unknown",
            found=f"statistics of {year}",
            expected=", ".join(map(str, years)) or "a year that is published; none is yet",
            todo="choose a year that is published",
        )
    return years, release_of(held) if held else None


def published_releases(actor: Actor) -> list[Release]:
    """Return everything that was published, the earliest year first.

    Raises:
        Refusal: `not_permitted`.
    """
    authorise(actor, Act.PUBLIC_REGISTER_READ)
    return [release_of(each) for each in store.releases()]


def _to_publish(years: list[int], rules: PublicationRules) -> tuple[int, ...]:
    """Return the years of the last few that are over and not published."""
    today = clock.today()
    recent = range(today.year - YEARS_OF_UPTAKE, today.year)
    return tuple(each for each in recent if each not in years and rules.first_day(each) <= today)


def certificate_statistics(day: date) -> CertificateStatistics:
    """Return how many certificates there are on a day, and how many there were before."""
    by_state: dict[str, dict[StandardName, int]] = {}
    by_country: dict[str, dict[StandardName, int]] = {}
    by_activity: dict[Activity, dict[StandardName, int]] = {}
    for each in store.certificate_counts(day, by_activity=False):
        _add(by_state.setdefault(each.state.value, {}), each.standard, each.count)
        if each.state in ENTITLING:
            _add(by_country.setdefault(each.country, {}), each.standard, each.count)
    for each in store.certificate_counts(day, by_activity=True):
        if each.state in ENTITLING and each.activity is not None:
            _add(by_activity.setdefault(each.activity, {}), each.standard, each.count)
    days = (*(date(year, 12, 31) for year in range(day.year - YEARS_OF_UPTAKE, day.year)), day)
    return CertificateStatistics(
        day=day,
        by_state=dict(sorted(by_state.items())),
        by_activity={each: by_activity[each] for each in Activity if each in by_activity},
        by_country=dict(sorted(by_country.items(), key=lambda held: (-sum(held[1].values()), held[0]))),
        days=days,
        uptake=store.uptake(days),
    )


def _add(counts: dict[StandardName, int], standard: StandardName, count: int) -> None:
    counts[standard] = counts.get(standard, 0) + count


def _named(counts: dict[StandardName, int]) -> dict[str, int]:
    return {standard.value: counts.get(standard, 0) for standard in StandardName}
