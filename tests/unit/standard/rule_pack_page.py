"""The tables of docs/reference/rule-packs.md, made from the packs.

Run `python -m tests.unit.standard.rule_pack_page` after a change of a pack to write them anew.
"""

from collections.abc import Sequence
from pathlib import Path

from casthouse.exchange.rule_pack_file import BUILT_IN_CODES, built_in_rule_packs
from casthouse.service.rule_pack import ALLOWANCE_RULE_IDS
from casthouse.standard.rule import Rule, RuleKind
from casthouse.standard.rule_catalogue import RULE_KINDS
from casthouse.standard.rule_pack import RulePack
from casthouse.standard.rule_value import value_text

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "rule-packs.md"
START, END = "<!-- made from the packs: begin -->", "<!-- made from the packs: end -->"


def table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = [heading, ["---"] * len(heading), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def pack_row(pack: RulePack) -> list[str]:
    """Return what the header of a pack says."""
    last = pack.new_certificates_until
    standing = "draft, no certificates" if pack.draft else "in force" if last is None else f"until {last}"
    aliases = ", ".join(f"`{alias}`" for alias in pack.aliases)
    return [f"`{pack.code}`", pack.name, aliases, pack.published, standing, pack.extends]


def value_row(kind: RuleKind, first: Rule | None, second: Rule | None) -> list[str]:
    """Return a rule with its values in the two editions."""
    values = ["silent" if rule is None else value_text(rule.value) for rule in (first, second)]
    change = "accounts" if kind.id in ALLOWANCE_RULE_IDS else "no" if kind.only is not None else "yes"
    return [f"`{kind.id}`", kind.meaning, kind.unit, *values, change]


def source_row(rule: Rule) -> list[str]:
    """Return where a rule stands and how it is known."""
    source = f"[source]({rule.source})" if rule.source else ""
    verified = "yes" if rule.verified else "no"
    return [f"`{rule.id}`", rule.clause, rule.tag.value, verified, source, rule.note]


def tables() -> str:
    """Return the three tables: the packs, the values, the sources."""
    packs = built_in_rule_packs()
    first, second = packs["coc-v1"], packs["coc-v2"]
    values = [value_row(kind, first.rule(kind.id), second.rule(kind.id)) for kind in RULE_KINDS.values()]
    stated = [second.rule(rule_id) or first.rule(rule_id) for rule_id in RULE_KINDS]
    return "\n".join(
        (
            "### Packs\n",
            table(
                ("code", "name", "aliases", "published", "new certificates", "extends"),
                [pack_row(packs[code]) for code in BUILT_IN_CODES],
            ),
            "### Values\n",
            table(("rule", "meaning", "unit", "coc-v1", "coc-v2", "own value"), values),
            "### Where they stand\n",
            table(
                ("rule", "clause", "tag", "verified", "source", "note"),
                [source_row(rule) for rule in stated if rule is not None],
            ),
        )
    )


def page_with_tables(page: str) -> str:
    """Return the page with its tables made anew."""
    before, rest = page.split(START)
    _, after = rest.split(END)
    return f"{before}{START}\n\n{tables()}\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(page_with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
