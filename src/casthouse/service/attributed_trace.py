"""Attributed traces: what the accounts of all companies say of a delivery's origin, by the rule that each chose.

The physical answer is `trace`; the two are never mixed. What other organisations are named by is what they disclose.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from casthouse.measure.period import Period
from casthouse.parties.disclosure import DisclosedParty
from casthouse.provenance.attribution import Attribution, attribution_of
from casthouse.provenance.disclosed_attribution import (
    SeenInSteps,
    SeenPoolOrigin,
    SeenRule,
    seen_pool_origins,
    seen_rules,
    seen_sources,
)
from casthouse.provenance.pool import AttributionRule, PoolBooks, PoolSubject
from casthouse.provenance.pool_walk import PoolWalk
from casthouse.refusal import Refusal
from casthouse.service.disclosure import parties_seen_by
from casthouse.service.lookup import found_organisation_id
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.pool_books import books_behind
from casthouse.service.trace_subject import Subject, attributed_subject, pool_subject
from casthouse.storage import scope as scope_store


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributedTrace:
    """What the accounts attribute, as whoever asked may see it.

    `pools` is through how many stages of accounts the trail came, and `rules` by which rules these attribute.
    `sources` are the origins put together by company, kind and supplier; `in_steps` are those together of which the
    exact share would tell what is not disclosed.
    """

    subject: Subject
    scope: str
    period: Period
    rule: AttributionRule
    pools: int
    rules: tuple[SeenRule, ...]
    sources: tuple[SeenPoolOrigin, ...]
    origins: tuple[SeenPoolOrigin, ...]
    in_steps: SeenInSteps


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedTrail:
    """A subject's trail through the accounts behind it, with what whoever asked may see of each company on it."""

    subject: Subject
    pooled: PoolSubject
    books: PoolBooks
    walk: PoolWalk
    found: Attribution
    parties: Mapping[str, DisclosedParty]


def attributed_trace(actor: Actor, *, organisation: str, reference: str) -> AttributedTrace:
    """Attribute a lot, a movement or the shipment of a CoC Document through the pools of all companies.

    It needs no lot: what was shipped is attributed where it left.

    Raises:
        Refusal: as `followed_trail` does.
    """
    return trace_of(followed_trail(actor, organisation=organisation, reference=reference))


def followed_trail(actor: Actor, *, organisation: str, reference: str) -> FollowedTrail:
    """Follow a subject through the pools of all companies.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`, `trace_unknown`, `trace_without_lot`,
            `trace_without_account`.
    """
    authorise(actor, Act.TRACE_READ, organisation)
    subject = attributed_subject(organisation, found_organisation_id(organisation), reference)
    scopes = scope_store.scopes(organisation=organisation)
    pooled = pool_subject(subject, scopes)
    if pooled is None:
        raise Refusal(
            "trace_without_account",
            found=f"“{reference[:200]}”, which is in no scope's accounts",
            expected="a lot or movement at a facility of a scope, on a day of its accounts",
            todo="ask for the physical trace, which needs no accounts",
        )
    account = pooled.pool.account
    books = books_behind(actor, account, scopes)
    walk = PoolWalk(books, pooled)
    found = attribution_of(walk)
    return FollowedTrail(
        subject=subject,
        pooled=pooled,
        books=books,
        walk=walk,
        found=found,
        parties=parties_seen_by(actor, {each.account.organisation for each in found.pools}),
    )


def trace_of(trail: FollowedTrail) -> AttributedTrace:
    """Return what the accounts attribute along a trail, as it may be seen."""
    found, books, pooled, parties = trail.found, trail.books, trail.pooled, trail.parties
    origins = seen_pool_origins(found, books, pooled, parties)
    account = pooled.pool.account
    return AttributedTrace(
        subject=trail.subject,
        scope=account.scope,
        period=account.period,
        rule=books.rule(pooled.pool),
        pools=len(found.pools),
        rules=seen_rules(found.pools, books, parties),
        sources=seen_sources(found, books, pooled, parties).ends,
        origins=origins.ends,
        in_steps=origins.in_steps,
    )
