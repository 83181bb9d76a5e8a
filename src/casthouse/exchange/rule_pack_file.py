"""Rule packs as files: the built-in ones inside the package, and those that a user loads.

A user's file is read up to a limit, so that a file of any size is refused in bounded memory. What a pack must
contain is decided in `casthouse.standard.rule_pack`.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from casthouse.exchange.short_text_file import short_text
from casthouse.refusal import Refusal
from casthouse.standard.rule_pack import NO_BASES, RulePack, rule_pack_from_text

BUILT_IN_CODES = ("coc-v1", "coc-v2", "coc-v3-draft")  # a pack stands after the one that it extends
DEFAULT_CODE = "coc-v2"
FILE_SIZE_MAX = 256 * 1024  # bytes; the longest built-in pack has 12 kB


@cache
def built_in_rule_packs() -> Mapping[str, RulePack]:
    """Return the built-in packs by code and by alias."""
    folder = files("casthouse.standard").joinpath("rule_packs")
    packs: dict[str, RulePack] = dict(NO_BASES)
    for code in BUILT_IN_CODES:
        text = folder.joinpath(f"{code}.toml").read_text(encoding="utf-8")
        pack = rule_pack_from_text(text, bases=packs, built_in=True)
        packs |= dict.fromkeys((pack.code, *pack.aliases), pack)
    return MappingProxyType(packs)


def rule_pack_file(path: Path) -> RulePack:
    """Return the rule pack in a user's file, which may extend a built-in pack.

    Raises:
        Refusal: `rule_pack_unreadable` where there is no such file, it is too long or not UTF-8;
            `rule_pack_invalid` where its content is no rule pack.
    """
    return rule_pack_from_text(rule_pack_file_text(path), bases=built_in_rule_packs())


def rule_pack_file_text(path: Path) -> str:
    """Return the text of a user's file, whatever it says.

    Raises:
        Refusal: `rule_pack_unreadable`.
    """
    return short_text(path, bytes_max=FILE_SIZE_MAX, unreadable=_unreadable)


def _unreadable(found: str) -> Refusal:
    return Refusal(
        "rule_pack_unreadable",
        found=found,
        expected=f"a TOML file in UTF-8 of at most {FILE_SIZE_MAX} bytes",
        todo="check the path and save the file as UTF-8 text",
    )
