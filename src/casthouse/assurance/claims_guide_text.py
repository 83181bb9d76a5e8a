"""The text of a claims guide: TOML with `[guide]`, one `[[kind]]` a kind of claim and `[[wording]]` rules.

A guide stands by itself or extends the one before: then it takes over kinds and wordings and sets single ones anew
under their `id`. Every mistake is named with its line. A text that would leave out what must always be said is one:
every text of a kind under the Chain of Custody Standard carries `{mass_balance}`, every one that rests on certificates
`{certified}`, which says “provisionally” where that holds.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from casthouse.assurance.claim_phrase import Phrase, phrase
from casthouse.assurance.claim_text import PLACES, places_in
from casthouse.assurance.claim_word import ClaimKind, MassNeed, TextForm
from casthouse.assurance.claims_guide import ClaimsGuide, KindRules, Source, WordingEffect, WordingRule
from casthouse.assurance.guide_table import GuideTable, read_tables
from casthouse.refusal import Refusal
from casthouse.standard.rule import Tag
from casthouse.standard.standard_name import StandardName

NO_BASES: Mapping[str, ClaimsGuide] = MappingProxyType({})
SOURCE_KEYS = {"clause", "tag", "source", "verified"}
GUIDE_KEYS = {"code", "name", "published", "begins", "until", "extends", "mass_balance", *SOURCE_KEYS}
KIND_KEYS = {
    "id",
    "standards",
    "mass",
    "product",
    "artwork",
    "months",
    "beside",
    "texts",
    "note",
    *SOURCE_KEYS,
}
WORDING_KEYS = {"id", "effect", "why", "kinds", "phrases", *SOURCE_KEYS}
MONTHS_MAX, MISTAKES_SHOWN = 120, 20


def claims_guide_from_text(text: str, *, bases: Mapping[str, ClaimsGuide] = NO_BASES) -> ClaimsGuide:
    """Return the guide that a text describes; `bases` are those that it may extend.

    Raises:
        Refusal: `claims_guide_invalid`, with the first mistakes and their lines.
    """
    mistakes: list[tuple[int | None, str]] = []
    tables = read_tables(text, ("guide", "kind", "wording"), mistakes)
    if tables is None:
        raise _invalid(mistakes)
    header = next(
        iter(tables["guide"]), GuideTable({}, name="[guide]", line_of=lambda _: 1, mistakes=mistakes)
    )
    base = _base(header, bases)
    kinds = {
        **(base.kinds if base else {}),
        **{each.kind: each for each in map(_kind, tables["kind"]) if each},
    }
    wordings = {each.id: each for each in (base.wordings if base else ())}
    wordings |= {each.id: each for each in map(_wording, tables["wording"]) if each}
    for name in ("kind", "wording"):
        _note_twice(tables[name])
    for kind in ClaimKind:
        if kind not in kinds and not mistakes:
            header.note("id", f"the kind {kind.value} is missing")
    guide = _guide(header, base, kinds, wordings)
    if mistakes or guide is None:
        raise _invalid(mistakes)
    return guide


def _base(header: GuideTable, bases: Mapping[str, ClaimsGuide]) -> ClaimsGuide | None:
    code = header.text("extends", optional=True)
    if code and code not in bases:
        header.note("extends", f"“{code}” is none of {', '.join(bases) or 'the guides before'}")
    return bases.get(code)


def _guide(
    header: GuideTable,
    base: ClaimsGuide | None,
    kinds: Mapping[ClaimKind, KindRules],
    wordings: Mapping[str, WordingRule],
) -> ClaimsGuide | None:
    header.only(GUIDE_KEYS)
    begins, until = header.day("begins"), header.day("until", optional=True)
    if begins and until and until < begins:
        header.note("until", f"{until} is before the first day, {begins}")
    code, name = header.text("code"), header.text("name")
    published, source = header.text("published"), _source(header)
    balance = header.text("mass_balance", optional=base is not None) or (base.mass_balance if base else "")
    if begins is None:
        return None
    return ClaimsGuide(
        code=code,
        name=name,
        published=published,
        begins=begins,
        until=until,
        mass_balance=balance,
        kinds=MappingProxyType(dict(kinds)),
        wordings=tuple(wordings.values()),
        source=source,
    )


def _source(table: GuideTable) -> Source:
    return Source(
        clause=table.text("clause"),
        tag=table.word("tag", Tag) or Tag.DERIVED,
        address=table.text("source", optional=True),
        verified=table.flag("verified"),
    )


def _kind(table: GuideTable) -> KindRules | None:
    table.only(KIND_KEYS)
    kind, mass = table.word("id", ClaimKind), table.word("mass", MassNeed)
    rules = KindRules(
        kind=kind or ClaimKind.MEMBERSHIP,
        standards=table.words("standards", StandardName),
        mass=mass or MassNeed.NONE,
        needs_product=table.flag("product"),
        needs_artwork=table.flag("artwork"),
        months=table.number("months", at_most=MONTHS_MAX),
        beside=table.texts("beside"),
        texts=MappingProxyType({form: table.below("texts", form.value) for form in TextForm}),
        source=_source(table),
        note=table.text("note", optional=True),
    )
    for form, text in rules.texts.items():
        for fault in _text_faults(rules, text):
            table.note("texts", f"{form.value} {fault}", below=form.value)
    return rules if kind else None


def _text_faults(rules: KindRules, text: str) -> Iterator[str]:
    named = places_in(text)
    yield from (f"has the unknown place {{{each}}}" for each in named if each not in PLACES)
    if "member" not in named:
        yield "must name the {member}"
    if rules.standards and "certified" not in named:
        yield "must say {certified}, which tells whether that is provisional"
    if rules.is_of_custody and "mass_balance" not in named:
        yield "must carry {mass_balance}"
    if rules.mass is MassNeed.REQUIRED and "mass" not in named:
        yield "must say the {mass}"
    if rules.needs_product and "product" not in named:
        yield "must name the {product}"


def _wording(table: GuideTable) -> WordingRule | None:
    table.only(WORDING_KEYS)
    effect = table.word("effect", WordingEffect)
    rule_id, why = table.text("id"), table.text("why")
    phrases = tuple(_phrases(table))
    if not phrases:
        table.note("phrases", "there is no phrase")
    kinds = table.words("kinds", ClaimKind, optional=True)
    source = _source(table)
    if effect is None or not rule_id:
        return None
    return WordingRule(
        id=rule_id, effect=effect, why=why, kinds=frozenset(kinds), phrases=phrases, source=source
    )


def _phrases(table: GuideTable) -> Iterator[Phrase]:
    for language, written in table.lists_below("phrases"):
        for each in written:
            made = phrase(each)
            if made is None:
                table.note("phrases", f"“{each}” names no word, or begins or ends with a gap", below=language)
            else:
                yield made


def _note_twice(tables: list[GuideTable]) -> None:
    seen: set[str] = set()
    for table in tables:
        named = table.text("id", optional=True)
        if named and named in seen:
            table.note("id", f"{named} stands twice")
        seen.add(named)


def _invalid(mistakes: list[tuple[int | None, str]]) -> Refusal:
    ordered = sorted(mistakes, key=lambda each: (each[0] is None, each[0] or 0))
    named = [f"line {line}: {words}" if line else words for line, words in ordered]
    more = f" and {len(named) - MISTAKES_SHOWN} more" if len(named) > MISTAKES_SHOWN else ""
    return Refusal(
        "claims_guide_invalid",
        found="; ".join(named[:MISTAKES_SHOWN]) + more,
        expected="a claims guide with each kind of claim, its texts, and rules of wording",
        todo="mend the lines that are named",
    )
