"""Rule packs: the normative numbers of one edition of the Chain of Custody Standard, as data.

A pack is complete: it has every rule that is not optional, so that no number is taken from code. A pack that
extends another takes over its rules and sets single ones anew; those are marked as a user's and unverified.
Drafts and packs of users compare editions; certificates are granted under the built-in editions only.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from types import MappingProxyType

from casthouse.parties.activity import Activity
from casthouse.refusal import Refusal
from casthouse.standard.rule import Rule, Tag
from casthouse.standard.rule_catalogue import MARKET_CREDIT_DETAILS, RULE_KINDS
from casthouse.standard.rule_pack_text import PackText, RuleText, pack_text, refuse_pack
from casthouse.standard.rule_value import RuleValue

KEYS_OF_A_NEW_RULE = ("unit", "clause", "tag", "verified")
NO_BASES: Mapping[str, "RulePack"] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePack:
    """One edition, or a user's variation of one. `rules` stand in the order of the catalogue.

    `new_certificates_until` is the last day on which certificates are granted under an edition that is being
    replaced; `published` is a month as in "2022-05", empty where there is none.
    """

    code: str
    name: str
    aliases: tuple[str, ...]
    draft: bool
    built_in: bool
    extends: str
    published: str
    new_certificates_until: date | None
    rules: tuple[Rule, ...]

    def rule(self, rule_id: str) -> Rule | None:
        """Return a rule, or None where the edition is silent on it."""
        assert rule_id in RULE_KINDS
        return next((rule for rule in self.rules if rule.id == rule_id), None)

    def certifies_on(self, day: date) -> bool:
        """Say whether a certificate may be granted under this pack on a day."""
        last = self.new_certificates_until
        return self.built_in and not self.draft and (last is None or day <= last)

    @property
    def unverified(self) -> tuple[Rule, ...]:
        """The rules that nobody has yet compared with the official text."""
        return tuple(rule for rule in self.rules if not rule.verified)

    @property
    def period_months_max(self) -> int:
        """The longest material accounting period, in months."""
        return self.count("period.months_max")

    @property
    def overdraft_limit(self) -> Fraction:
        """The share of the overdraft base up to which closing tolerates an Internal Overdraft."""
        return self.share("overdraft.limit")

    @property
    def balance_carries(self) -> bool:
        """Whether a Positive Balance reaches the next period."""
        return self.count("balance.carry_periods") > 0

    @property
    def retention_years(self) -> int:
        """How long records are locked against deletion."""
        return self.count("records.retention_years")

    @property
    def performance_first(self) -> frozenset[Activity] | None:
        """The activities that need a performance certificate first; None where the edition is silent."""
        rule = self.rule("certification.performance_first")
        return None if rule is None else self.activities(rule.id)

    @property
    def market_credits_allowed(self) -> bool:
        """Whether the edition knows market credits."""
        return self.flag("market_credit.allowed")

    def report_due_on(self, year: int) -> date:
        """Return the day by which the report on a calendar year is due."""
        month, day = self.word("report.deadline").split("-")
        return date(year + 1, int(month), int(day))

    def share(self, rule_id: str) -> Fraction:
        """Return the value of a rule that is a share."""
        value = self._value(rule_id)
        assert isinstance(value, Fraction)
        return value

    def count(self, rule_id: str) -> int:
        """Return the value of a rule that is a whole number."""
        value = self._value(rule_id)
        assert isinstance(value, int)
        assert not isinstance(value, bool)
        return value

    def counts(self, rule_id: str) -> tuple[int, ...]:
        """Return the value of a rule that is a list of whole numbers."""
        value = self._value(rule_id)
        assert isinstance(value, tuple)
        return tuple(each for each in value if isinstance(each, int))

    def flag(self, rule_id: str) -> bool:
        """Return the value of a rule that is yes or no."""
        value = self._value(rule_id)
        assert isinstance(value, bool)
        return value

    def word(self, rule_id: str) -> str:
        """Return the value of a rule that is a word or a day of the year."""
        value = self._value(rule_id)
        assert isinstance(value, str)
        return value

    def activities(self, rule_id: str) -> frozenset[Activity]:
        """Return the value of a rule that is a list of activities."""
        value = self._value(rule_id)
        assert isinstance(value, tuple)
        return frozenset(Activity(str(each)) for each in value)

    def _value(self, rule_id: str) -> RuleValue:
        rule = self.rule(rule_id)
        assert rule is not None
        return rule.value


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDifference:
    """A rule on which two packs differ; None where a pack is silent."""

    id: str
    left: RuleValue | None
    right: RuleValue | None


def rule_differences(left: RulePack, right: RulePack) -> tuple[RuleDifference, ...]:
    """Return the rules whose values differ, in the order of the catalogue."""
    return tuple(
        RuleDifference(id=rule_id, left=one, right=other)
        for rule_id in RULE_KINDS
        if (one := _value_of(left, rule_id)) != (other := _value_of(right, rule_id))
    )


def refuse_certification(pack: RulePack, *, granted_on: date) -> None:
    """Let pass a certificate that an edition may stand behind on the day of its grant.

    Raises:
        Refusal: `edition_not_certifiable` for a draft, a user's pack, or an edition that was replaced.
    """
    if pack.certifies_on(granted_on):
        return
    raise Refusal(
        "edition_not_certifiable",
        found=f"{pack.code}, {_standing(pack)}, for a certificate granted on {granted_on.isoformat()}",
        expected="an edition in force on that day",
        todo="choose the edition in force; drafts and your own packs serve to compare figures",
    )


def rule_pack_from_text(
    text: str, *, bases: Mapping[str, RulePack] = NO_BASES, built_in: bool = False
) -> RulePack:
    """Return the rule pack written in a text.

    Args:
        text: TOML, see `docs/reference/rule-packs.md`.
        bases: the packs that may be extended, by code and alias.
        built_in: whether the text is part of Casthouse and not a user's.

    Raises:
        Refusal: `rule_pack_invalid`, naming every mistake with its line.
    """
    written = pack_text(text)
    base = bases.get(written.text("extends"))
    mistakes = [*written.mistakes, *_pack_mistakes(written, base, bases, built_in=built_in)]
    if mistakes:
        raise refuse_pack(mistakes)
    rules = {rule.id: rule for rule in base.rules} if base else {}
    code = written.text("code")
    rules |= {each.id: _rule(each, code, rules.get(each.id)) for each in written.rules}
    until = written.header.get("new_certificates_until")
    return RulePack(
        code=code,
        name=written.text("name"),
        aliases=written.aliases,
        draft=bool(written.header.get("draft")) or (base is not None and base.draft),
        built_in=built_in,
        extends=base.code if base else "",
        published=written.text("published"),
        new_certificates_until=until if isinstance(until, date) else None,
        rules=tuple(rules[rule_id] for rule_id in RULE_KINDS if rule_id in rules),
    )


def _pack_mistakes(
    written: PackText, base: RulePack | None, bases: Mapping[str, RulePack], *, built_in: bool
) -> Iterator[str]:
    extends = written.text("extends")
    if extends and base is None:
        yield f"[pack] extends: there is no pack {extends!r} among {', '.join(sorted(bases)) or 'none'}"
        return
    for name in sorted({written.text("code"), *written.aliases} & set(bases)):
        yield f"[pack]: the name {name} belongs to another pack"
    for each in written.rules:
        missing = () if base else tuple(key for key in KEYS_OF_A_NEW_RULE if key not in each.given)
        if missing:
            yield f"{each.place}: {', '.join(missing)} is missing"
        if built_in and each.given.get("tag", Tag.USER) == Tag.USER:
            yield f"{each.place}: a built-in pack has no rule set by a user"
    yield from _missing_rules(written, base)


def _missing_rules(written: PackText, base: RulePack | None) -> Iterator[str]:
    have = {rule.id: rule.value for rule in base.rules} if base else {}
    have |= {each.id: each.value for each in written.rules}
    for kind in RULE_KINDS.values():
        with_credits = have.get("market_credit.allowed") is True and kind.id in MARKET_CREDIT_DETAILS
        if kind.id not in {*have, *written.named} and (with_credits or not kind.optional):
            yield f"the rule {kind.id} is missing"


def _rule(written: RuleText, edition: str, before: Rule | None) -> Rule:
    given = written.given
    return Rule(
        id=written.id,
        value=written.value,
        unit=RULE_KINDS[written.id].unit,
        clause=str(given.get("clause", before.clause if before else "")),
        tag=Tag(str(given.get("tag", Tag.USER))),
        source=str(given.get("source", "")),
        verified=bool(given.get("verified", False)),
        edition=edition,
        note=str(given.get("note", "")),
    )


def _standing(pack: RulePack) -> str:
    if pack.draft:
        return "a draft"
    return f"open until {pack.new_certificates_until}" if pack.built_in else "a user's pack"


def _value_of(pack: RulePack, rule_id: str) -> RuleValue | None:
    rule = pack.rule(rule_id)
    return None if rule is None else rule.value
