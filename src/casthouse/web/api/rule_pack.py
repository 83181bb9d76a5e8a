"""Rule packs: the normative numbers that accounts are judged by, with their clause and source."""

from hashlib import sha256
from typing import Any

from django.http import HttpResponse
from ninja import Query, Router

from casthouse.exchange.rule_pack_file import FILE_SIZE_MAX
from casthouse.service.rule_pack_comparison import compare_rule_packs
from casthouse.service.rule_pack_library import load_rule_pack, rule_pack, rule_packs
from casthouse.standard.rule_pack import RulePack
from casthouse.standard.rule_value import value_text
from casthouse.web.api.body import TOML, read_body, require_media_type, utf8_text
from casthouse.web.api.once import Reply, once
from casthouse.web.api.plan import PlansWanted
from casthouse.web.api.shape import ShortText, Shown
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["rule packs"])
PACK_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The rule pack, as `casthouse rulepack load` reads it.",
        "content": {TOML: {"schema": {"type": "string"}}},
    }
}


class RulePackSummary(Shown):
    """A rule pack without its rules."""

    code: str
    name: str
    draft: bool
    built_in: bool
    extends: str | None
    published: str | None


class RuleShown(Shown):
    """One rule; `verified` says that the value was read in the official text."""

    id: str
    value: str
    unit: str
    clause: str
    tag: str
    source: str
    verified: bool
    edition: str
    note: str


class RulePackShown(RulePackSummary):
    """A rule pack with its rules."""

    rules: list[RuleShown]


class RulePackList(Shown):
    """All rule packs in force."""

    rule_packs: list[RulePackSummary]


@router.get("/rule-packs", response=RulePackList)
def list_rule_packs(request: ApiRequest) -> RulePackList:
    """List the rule packs in force: the built-in ones and those that users loaded."""
    return RulePackList(rule_packs=[_summary(each) for each in rule_packs(request.auth)])


class TwoEditions(PlansWanted):
    """Which period, and the two rule packs to judge it under."""

    left: ShortText
    right: ShortText


@router.get("/scopes/{scope}/comparison", response=dict[str, Any])
def compare(request: ApiRequest, scope: str, wanted: Query[TwoEditions]) -> dict[str, Any]:
    """Judge one period of a scope under two rule packs, as `casthouse rulepack compare` does."""
    return compare_rule_packs(
        request.auth, scope=scope, period=wanted.period, left=wanted.left, right=wanted.right
    ).as_json()


@router.post("/rule-packs", response={201: RulePackSummary}, openapi_extra=PACK_BODY)
def load(request: ApiRequest) -> HttpResponse:
    """Put a rule pack of one's own in force under its name; a scope may then name it as its edition."""
    require_media_type(request, (TOML,))
    content = read_body(request, bytes_max=FILE_SIZE_MAX)
    text = utf8_text(content)

    def work() -> Reply:
        return Reply(shape=_summary(load_rule_pack(request.auth, text=text)), status=201)

    return once(request, work, digest=sha256(content).hexdigest())


@router.get("/rule-packs/{name}", response=RulePackShown)
def show(request: ApiRequest, name: str) -> RulePackShown:
    """Show one rule pack with all its rules."""
    pack = rule_pack(request.auth, name=name)
    rules = [
        RuleShown(
            id=each.id,
            value=value_text(each.value),
            unit=each.unit,
            clause=each.clause,
            tag=each.tag.value,
            source=each.source,
            verified=each.verified,
            edition=each.edition,
            note=each.note,
        )
        for each in pack.rules
    ]
    return RulePackShown(**_summary(pack).model_dump(), rules=rules)


def _summary(pack: RulePack) -> RulePackSummary:
    return RulePackSummary(
        code=pack.code,
        name=pack.name,
        draft=pack.draft,
        built_in=pack.built_in,
        extends=pack.extends or None,
        published=pack.published or None,
    )
