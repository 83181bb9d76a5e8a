"""`casthouse rulepack`: the numbers of an edition, and the same ledger under two of them."""

from pathlib import Path
from typing import Annotated, Any

import typer

from casthouse.cli.argument import JsonFlag, ScopeArgument, StartOption
from casthouse.cli.output import print_json, print_table, print_text, tonnes
from casthouse.exchange.rule_pack_file import rule_pack_file_text
from casthouse.service import rule_pack_library
from casthouse.service.permission import OPERATOR
from casthouse.service.rule_pack_comparison import RulePackComparison, compare_rule_packs
from casthouse.standard.rule_catalogue import RULE_KINDS
from casthouse.standard.rule_pack import RulePack
from casthouse.standard.rule_value import value_text

app = typer.Typer(help="Rule packs: the numbers of an edition.", no_args_is_help=True)

TWO = 2


@app.command("load")
def load(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The rule pack, TOML.")],
    *,
    as_json: JsonFlag = False,
) -> None:
    """Load a rule pack of your own; a scope may then name it as its edition.

    Example: casthouse rulepack load rhein-cautious.toml
    """
    pack = rule_pack_library.load_rule_pack(OPERATOR, text=rule_pack_file_text(file))
    if as_json:
        print_json(_summary(pack))
    else:
        print_text(f"Loaded {pack.code}: {pack.name}.")


@app.command("list")
def list_(*, as_json: JsonFlag = False) -> None:
    """List the rule packs: built in, and loaded.

    Example: casthouse rulepack list
    """
    packs = [_summary(pack) for pack in rule_pack_library.rule_packs(OPERATOR)]
    if as_json:
        print_json({"rule_packs": packs})
        return
    rows = [
        [
            each["code"],
            each["name"],
            "built in" if each["built_in"] else "loaded",
            each["extends"] or "–",
            "draft" if each["draft"] else "",
            f"{each['rules']}",
            f"{each['unverified']}",
        ]
        for each in packs
    ]
    print_table(("code", "name", "from", "extends", "", "rules", "not verified"), rows)


@app.command("show")
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Code or alias of the pack.")],
    *,
    as_json: JsonFlag = False,
) -> None:
    """Show every rule of a pack with its value, its clause and how sure it is.

    Example: casthouse rulepack show coc-v2
    """
    pack = rule_pack_library.rule_pack(OPERATOR, name=name)
    rules: list[dict[str, Any]] = [
        {
            "id": rule.id,
            "meaning": RULE_KINDS[rule.id].meaning,
            "value": value_text(rule.value),
            "unit": rule.unit,
            "clause": rule.clause,
            "tag": rule.tag.value,
            "verified": rule.verified,
            "source": rule.source,
            "edition": rule.edition,
            "note": rule.note,
        }
        for rule in pack.rules
    ]
    if as_json:
        print_json({**_summary(pack), "rules": rules})
        return
    rows = [
        [
            *(each[key] for key in ("id", "value", "unit", "clause", "tag")),
            "yes" if each["verified"] else "no",
            each["edition"],
        ]
        for each in rules
    ]
    columns = ("rule", "value", "unit", "clause", "tag", "verified", "set by")
    print_table(columns, rows, title=f"{pack.code}: {pack.name}")


@app.command("compare")
def compare(
    scope: ScopeArgument,
    *,
    period: StartOption = None,
    edition: Annotated[
        list[str], typer.Option("--edition", metavar="NAME", help="A rule pack; give two of them.")
    ],
    as_json: JsonFlag = False,
) -> None:
    """Judge one period of a scope under two rule packs and show in what they differ. Nothing is changed.

    Example: casthouse rulepack compare RHEIN-COC --period 2025-01-01 --edition coc-v2 --edition rhein-cautious
    """
    if len(edition) != TWO:
        raise typer.BadParameter("give --edition twice")
    found = compare_rule_packs(OPERATOR, scope=scope, period=period, left=edition[0], right=edition[1])
    if as_json:
        print_json(found.as_json())
    else:
        _print(found)


def _summary(pack: RulePack) -> dict[str, Any]:
    return {
        "code": pack.code,
        "name": pack.name,
        "aliases": list(pack.aliases),
        "built_in": pack.built_in,
        "extends": pack.extends or None,
        "draft": pack.draft,
        "rules": len(pack.rules),
        "unverified": len(pack.unverified),
    }


def _print(found: RulePackComparison) -> None:
    left, right = found.left.edition, found.right.edition
    differences = found.as_json()["differences"]
    print_table(
        ("rule", left, right),
        [[each["id"], each["left"] or "–", each["right"] or "–"] for each in differences["rules"]],
        title="Rules that differ",
    )
    print_table(
        ("stage", "figure", left, right),
        [
            [each.stage, each.figure.removesuffix("_g"), _figure(each.left), _figure(each.right)]
            for each in found.figures
        ],
        title=f"{found.scope}, {found.period.start} to {found.period.last_day}: figures that differ, t",
    )
    for name, findings in ((left, found.findings_left_only), (right, found.findings_right_only)):
        for finding in findings:
            print_text(f"Only {name}: {finding.code.value}, {finding.subject}, {finding.detail}")


def _figure(value: int | str | None) -> str:
    return value if isinstance(value, str) else tonnes(value)
