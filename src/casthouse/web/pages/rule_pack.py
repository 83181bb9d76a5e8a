"""Rule packs: their numbers with clause and standing, and the same ledger under two of them."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render

from casthouse.service import clock
from casthouse.service.organisation import Workplace, scope_register, workplaces
from casthouse.service.permission import Act, may
from casthouse.service.rule_pack_comparison import RulePackComparison, compare_rule_packs
from casthouse.service.rule_pack_library import rule_pack, rule_packs
from casthouse.standard.rule_catalogue import RULE_KINDS
from casthouse.standard.rule_pack import RulePack, rule_differences
from casthouse.standard.rule_value import RuleValue, value_text
from casthouse.web.page_request import PageRequest, page
from casthouse.web.query import day_of
from casthouse.web.reach import require_reach


@page()
def show_list(request: PageRequest) -> HttpResponse:
    """List the rule packs."""
    return render(request, "rule_pack/list.html", {"packs": rule_packs(request.actor)})


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """One rule on the page."""

    id: str
    meaning: str
    value: str
    unit: str
    clause: str
    tag: str
    source: str
    is_verified: bool


@page()
def show(request: PageRequest, name: str) -> HttpResponse:
    """Show the numbers of a pack, each with its clause and whether it was read in the official text."""
    pack = rule_pack(request.actor, name=name)
    lines = [
        RuleLine(
            id=rule.id,
            meaning=RULE_KINDS[rule.id].meaning,
            value=value_text(rule.value),
            unit=rule.unit,
            clause=rule.clause,
            tag=rule.tag.value,
            source=rule.source,
            is_verified=rule.verified,
        )
        for rule in pack.rules
    ]
    return render(request, "rule_pack/show.html", {"pack": pack, "lines": lines})


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceLine:
    """A rule on which two packs differ."""

    id: str
    meaning: str
    left: str
    right: str


@page()
def compare(request: PageRequest) -> HttpResponse:
    """Show where two packs differ, and a scope's ledger under both."""
    packs = rule_packs(request.actor)
    left = rule_pack(request.actor, name=request.GET.get("left") or packs[0].code)
    right = rule_pack(request.actor, name=request.GET.get("right") or packs[-1].code)
    scope = request.GET.get("scope", "")
    if scope:
        require_reach(request.actor, {"scope": scope})
    context = {
        "packs": packs,
        "left": left,
        "right": right,
        "differences": _differences(left, right),
        "scopes": _scopes(request, workplaces(request.actor)),
        "scope": scope,
        "compared": _compared(request, scope, left, right) if scope else None,
    }
    return render(request, "rule_pack/compare.html", context)


def _compared(request: PageRequest, scope: str, left: RulePack, right: RulePack) -> RulePackComparison | None:
    """Return a period under both packs: the one asked for, else the last that has begun."""
    period = day_of(request.GET.get("period"))
    if period is None:
        begun = list(scope_register(request.actor, scope=scope).scope.calendar.until(clock.today()))
        if not begun:
            return None
        period = begun[-1].start
    return compare_rule_packs(request.actor, scope=scope, period=period, left=left.code, right=right.code)


def _differences(left: RulePack, right: RulePack) -> list[DifferenceLine]:
    return [
        DifferenceLine(
            id=each.id,
            meaning=RULE_KINDS[each.id].meaning,
            left=_text(each.left),
            right=_text(each.right),
        )
        for each in rule_differences(left, right)
    ]


def _text(value: RuleValue | None) -> str:
    return "silent" if value is None else value_text(value)


def _scopes(request: PageRequest, places: list[Workplace]) -> list[str]:
    return [
        scope.code
        for place in places
        if may(request.actor, Act.POSITION_READ, place.organisation.code)
        for scope in place.scopes
    ]
