"""The page that checks signed statements from a saved copy, without a network: one file with all it needs inside.

Its parts lie beside this module, readable as they are, and are joined here in their order: nothing is fetched,
translated or packed. The rules that are data (kinds of statements, schemas) are written into it from what this
installation checks with. The page's own policy allows its one script and its one style, by their digests, and no
connection at all.
"""

import base64
import json
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template

from casthouse.exchange.document_pdf import MASS_BALANCE_NOTE
from casthouse.exchange.statement_schema import schema_text, shown_schema
from casthouse.passport.certificate_check import SELLER
from casthouse.passport.hidden_part import PLACES
from casthouse.passport.signature_check import OWN_PARTY
from casthouse.passport.statement_kind import KINDS, StatementKind

NAME = "casthouse-check.html"
SCRIPTS = (
    "bytes",
    "json",
    "instant",
    "key",
    "signature",
    "credential",
    "hideable",
    "schema",
    "trust",
    "status_list",
    "transparency_log",
    "log_check",
    "archive",
    "pdf",
    "statement_file",
    "certificate_check",
    "mass_check",
    "unsigned",
    "verification",
    "page",
)
"""The parts of the script, each of which uses what stands before it."""


def offline_check(trust: bytes = b"", *, version: str) -> bytes:
    """Return the page.

    Args:
        trust: the trust bundle that it carries; empty for none, so that its user has to bring one.
        version: of Casthouse, as its foot names it.
    """
    script, style = _script(), _part("page.css")
    page = Template(_part("page.html")).substitute(
        policy=_policy(script, style),
        style=style,
        script=script,
        trust=_inert(trust.decode()),
        mass_balance=escape(MASS_BALANCE_NOTE),
        version=escape(version),
    )
    return page.encode()


@cache
def _script() -> str:
    return "\n".join([_rules(), *(_part(f"{name}.js") for name in SCRIPTS)])


def _rules() -> str:
    """Return the rules that are data, as the script's constants."""
    kinds = {
        kind.value: {
            "type": rule.type,
            "version": rule.version,
            "issuers": sorted(rule.issuers),
            "own_party": OWN_PARTY.get(kind),
            "seller": SELLER.get(kind),
        }
        for kind, rule in KINDS.items()
    }
    schemas = {
        f"{kind.value}/{version}": json.loads(schema_text(kind.value, str(version)))
        for kind, rule in KINDS.items()
        for version in range(1, rule.version + 1)
    }
    passport = StatementKind.DELIVERY
    shown_schemas = {
        f"{passport.value}/{version}": shown_schema(passport.value, version)
        for version in range(1, KINDS[passport].version + 1)
    }
    return "".join(
        f"const {name} = {_inert(json.dumps(value, ensure_ascii=False, indent=1))};\n"
        for name, value in (
            ("KINDS", kinds),
            ("SCHEMAS", schemas),
            ("SHOWN_SCHEMAS", shown_schemas),
            ("HIDING_PLACES", _hiding_places()),
        )
    )


def _hiding_places() -> list[dict[str, object]]:
    """Return what the holder of a passport may hide, as the script reads it."""
    return [
        {
            "path": each.path,
            "name": each.name,
            "parts": sorted(each.parts),
            "is_stated": each.is_stated,
            "words": each.words,
        }
        for each in PLACES
    ]


def _policy(script: str, style: str) -> str:
    return (
        f"default-src 'none'; script-src '{_hashed(script)}'; style-src '{_hashed(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hashed(text: str) -> str:
    return f"sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}"


def _inert(text: str) -> str:
    """Return JSON that cannot end the element in which it stands; it means the same."""
    return text.replace("<", "\\u003c")


@cache
def _part(name: str) -> str:
    return files("casthouse.exchange").joinpath("offline_check_parts", name).read_text(encoding="utf-8")
