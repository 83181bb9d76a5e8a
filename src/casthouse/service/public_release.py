"""Figures about all members of a year: looked at by the secretariat first, then published, once and for good.

Whoever publishes says by its digest which preview they looked at. If the store holds other figures by then, nothing is
published: what everybody reads is what somebody has read before.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from casthouse.assurance.finding_statistics import FindingSheet, finding_sheets
from casthouse.assurance.finding_suppression import SuppressedFinding, suppressed_findings
from casthouse.assurance.publication import PublicationRules
from casthouse.custody.volume_statistics import (
    SuppressedVolume,
    VolumeSheet,
    suppressed_volumes,
    volume_sheet,
)
from casthouse.exchange.assurance_manual_file import built_in_assurance_manual
from casthouse.exchange.public_statistics_json import (
    finding_sheet_json,
    finding_sheet_of,
    volume_sheet_json,
    volume_sheet_of,
)
from casthouse.exchange.recovery_sheet_json import recovery_sheet_json, recovery_sheet_of
from casthouse.footprint.chain_recovery import RecoverySheet, SuppressedPart
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.recovery_release import recovery_of_year
from casthouse.storage import public_statistics as store
from casthouse.storage.journal import append_journal
from casthouse.storage.public_statistics import StoredRelease

YEAR_MIN = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What was published of a year; `recovery` is None where nobody had posted what was charged."""

    year: int
    at: datetime
    findings: tuple[FindingSheet, ...]
    volumes: VolumeSheet
    recovery: RecoverySheet | None = None

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        return {
            "year": self.year,
            "published_at": self.at.isoformat(),
            "findings": [finding_sheet_json(each) for each in self.findings],
            "volumes": volume_sheet_json(self.volumes),
            "recovery": self.recovery and recovery_sheet_json(self.recovery),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasePreview:
    """What would be published of a year as the store is now, and what would not be shown by itself.

    Attributes:
        year: the year.
        manual: the assurance manual whose rules say what may be shown.
        findings: what would be published of the ratings.
        volumes: what would be published of the masses.
        recovery: what would be published of what was charged; None where nobody posted any.
        digest: SHA-256 of exactly this, by which it is published.
        suppressed_findings: ratings without a figure of their own, and why.
        suppressed_volumes: flows without a figure of their own, and why.
        suppressed_recovery: parts of what was charged without a figure of their own, and why.
    """

    year: int
    manual: str
    findings: tuple[FindingSheet, ...]
    volumes: VolumeSheet
    recovery: RecoverySheet | None
    digest: str
    suppressed_findings: tuple[SuppressedFinding, ...]
    suppressed_volumes: tuple[SuppressedVolume, ...]
    suppressed_recovery: tuple[SuppressedPart, ...]

    @property
    def is_empty(self) -> bool:
        """Say whether nobody would read a single figure."""
        return not (
            any(line.figures for sheet in self.findings for line in sheet.lines)
            or any(stage.figures for stage in self.volumes.stages)
            or (self.recovery is not None and self.recovery.figures)
        )

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        return {
            "year": self.year,
            "is_empty": self.is_empty,
            "digest": self.digest,
            "manual": self.manual,
            **_content(self.findings, self.volumes, self.recovery),
            "suppressed_findings": [_finding_json(each) for each in self.suppressed_findings],
            "suppressed_volumes": [_volume_json(each) for each in self.suppressed_volumes],
            "suppressed_recovery": [_part_json(each) for each in self.suppressed_recovery],
        }


def preview_release(actor: Actor, *, year: int) -> ReleasePreview:
    """Return what would be published of a year; nothing is kept.

    Raises:
        Refusal: `not_permitted`, `year_invalid`, `statistics_year_open` before the annual reports of the year are due,
            `statistics_published` when it is.
    """
    authorise(actor, Act.PUBLIC_STATISTICS_PUBLISH)
    _refuse_year(year, built_in_assurance_manual().publication)
    if (held := store.release(year)) is not None:
        raise Refusal(
            "statistics_published",
            found=f"{year}, published on {held.at.date()}",
            expected="a year that is not published: what is published is never changed",
            todo="look at the published figures",
        )
    return _computed(year)


def _computed(year: int) -> ReleasePreview:
    manual = built_in_assurance_manual()
    rules = manual.publication
    counts, masses = list(store.rating_counts(year)), list(store.organisation_volumes(year))
    findings = finding_sheets(counts, year=year, rules=rules.counts)
    volumes = volume_sheet(masses, year=year, rules=rules.masses)
    recovery, parts = recovery_of_year(year, rules)
    return ReleasePreview(
        year=year,
        manual=manual.code,
        findings=findings,
        volumes=volumes,
        recovery=recovery,
        digest=_digest(year, manual.code, _content(findings, volumes, recovery)),
        suppressed_findings=suppressed_findings(counts, findings, rules.counts),
        suppressed_volumes=suppressed_volumes(masses, volumes, rules.masses),
        suppressed_recovery=parts,
    )


def _content(
    findings: tuple[FindingSheet, ...], volumes: VolumeSheet, recovery: RecoverySheet | None
) -> dict[str, Any]:
    return {
        "findings": [finding_sheet_json(each) for each in findings],
        "volumes": volume_sheet_json(volumes),
        **({} if recovery is None else {"recovery": recovery_sheet_json(recovery)}),
    }


def _digest(year: int, manual: str, content: Mapping[str, Any]) -> str:
    text = json.dumps(
        {"year": year, "manual": manual, **content}, sort_keys=True, separators=(",", ":"), ensure_ascii=True
    )
    return sha256(text.encode()).hexdigest()


def publish_statistics(actor: Actor, *, year: int, digest: str) -> Release:
    """Publish the findings and masses of a year, once; again it changes nothing and returns what was published.

    Args:
        actor: who publishes.
        year: of which the annual reports are due.
        digest: that of the preview that was looked at.

    Raises:
        Refusal: `not_permitted`, `year_invalid`, `statistics_year_open` before the annual reports of the year are due,
            `statistics_changed_since_preview`, `statistics_all_withheld` where there is not one figure to show.
    """
    authorise(actor, Act.PUBLIC_STATISTICS_PUBLISH)
    _refuse_year(year, built_in_assurance_manual().publication)
    at = clock.now()
    with transaction.atomic():
        if (held := store.release(year)) is not None:
            return release_of(held)
        computed = _computed(year)
        _require_previewed(computed, digest)
        _require_figures(computed)
        content = _content(computed.findings, computed.volumes, computed.recovery)
        new = StoredRelease(year=year, manual=computed.manual, content=content, at=at)
        if store.append_release(new, by=actor.name):
            append_journal(
                at=at,
                actor=actor.name,
                act=Act.PUBLIC_STATISTICS_PUBLISH,
                subject=f"statistics of {year}",
                sha256=computed.digest,
            )
    published = store.release(year)
    assert published is not None
    return release_of(published)


def _require_previewed(computed: ReleasePreview, digest: str) -> None:
    if digest.strip().casefold() != computed.digest:
        raise Refusal(
            "statistics_changed_since_preview",
            found=f"a preview with the digest “{digest[:64]}”; the figures now have {computed.digest}",
            expected="the digest of a preview that shows what the store holds now",
            todo="look at the preview again, then publish that",
        )


def _require_figures(computed: ReleasePreview) -> None:
    """Refuse to lock a year for good in which nobody would read anything."""
    if computed.is_empty:
        raise Refusal(
            "statistics_all_withheld",
            found=f"not one figure of {computed.year} that may be shown",
            expected="at least one, since a published year is never changed",
            todo="wait until more organisations have closed their periods of the year and audits of it are decided",
        )


def _refuse_year(year: int, rules: PublicationRules) -> None:
    if not YEAR_MIN <= year < date.max.year - 1:
        raise Refusal(
            "year_invalid", found=f"{year}", expected="a calendar year that is over", todo="correct the year"
        )
    first = rules.first_day(year)
    if clock.today() < first:
        raise Refusal(
            "statistics_year_open",
            found=f"{year} on {clock.today()}",
            expected=f"{first} or later: reports on the year may still come, and a published year is never changed",
            todo="publish it then",
        )


def release_of(held: StoredRelease) -> Release:
    """Return what was published, as it was kept."""
    return Release(
        year=held.year,
        at=held.at,
        findings=tuple(finding_sheet_of(each) for each in held.content["findings"]),
        volumes=volume_sheet_of(held.content["volumes"]),
        recovery=recovery_sheet_of(held.content["recovery"]) if "recovery" in held.content else None,
    )


def _finding_json(each: SuppressedFinding) -> dict[str, Any]:
    return {
        "edition": each.edition,
        "principle": each.principle,
        "activity": each.activity.value,
        "rating": each.rating.value,
        "because": each.why.because.value,
        "organisations": each.why.organisations,
        "counted_in": each.counted_in.value,
    }


def _volume_json(each: SuppressedVolume) -> dict[str, Any]:
    return {
        "stage": each.stage.value,
        "flow": each.flow.value,
        "because": each.why.because.value,
        "organisations": each.why.organisations,
        "counted_in": "flows_together" if each.is_together else "nowhere",
    }


def _part_json(each: SuppressedPart) -> dict[str, Any]:
    return {
        "part": each.part.value,
        "because": each.why.because.value,
        "organisations": each.why.organisations,
        "counted_in": "parts_together" if each.is_together else "nowhere",
    }
