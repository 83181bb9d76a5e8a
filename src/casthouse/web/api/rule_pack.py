"""Rule packs: the normative numbers that accounts are judged by, with their clause and source."""

from ninja import Router

from casthouse.service.rule_pack_list import rule_pack, rule_packs
from casthouse.standard.rule_pack import RulePack
from casthouse.standard.rule_value import value_text
from casthouse.web.api.shape import Shown
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["rule packs"])


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
