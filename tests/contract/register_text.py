"""Register files written from dictionaries of the form that a TOML reader gives."""

import json
from datetime import date
from typing import Any

Register = dict[str, list[dict[str, Any]]]


def register_text(register: Register) -> str:
    """Return the TOML text of a register."""
    blocks = []
    for table, entries in register.items():
        for entry in entries:
            lines = [f"{name} = {_value(value)}" for name, value in entry.items()]
            blocks.append("\n".join([f"[[{table}]]", *lines]))
    return "\n\n".join(blocks) + "\n"


def organisation(code: str) -> dict[str, Any]:
    """Return an organisation that may sell CoC Material."""
    return {
        "code": code,
        "name": f"{code} Ltd",
        "country": "DE",
        "membership": "production_and_transformation",
        "address": "Hafenstr. 1, Duisburg",
        "responsible": f"coc@{code.lower()}.example",
    }


def facility(code: str, owner: str) -> dict[str, Any]:
    """Return a facility that does everything."""
    activities = [
        "bauxite_mining",
        "alumina_refining",
        "aluminium_smelting",
        "remelting_refining",
        "casthouse",
    ]
    place = {"latitude": 51.5, "longitude": 6.7}
    return {"code": code, "organisation": owner, "name": code, "activities": activities} | place


def scope(code: str, owner: str, facilities: list[str], first: str, **more: Any) -> dict[str, Any]:
    """Return a certification scope."""
    start = {"edition": "coc-v2", "first_period_start": date.fromisoformat(first)}
    return {"code": code, "organisation": owner, "facilities": facilities} | start | more


def certificate(
    number: str, scope: str, first: str, last: str, standard: str = "chain_of_custody"
) -> dict[str, Any]:
    """Return a certificate."""
    validity = {"valid_from": date.fromisoformat(first), "valid_to": date.fromisoformat(last)}
    return {"number": number, "scope": scope, "standard": standard} | validity


def one_scope(first: str = "2024-01-01", last: str = "2030-12-31", **more: Any) -> Register:
    """Return a register in which ACME has one certified scope with a facility, and SUP is certified too."""
    return {
        "organisation": [organisation("ACME"), organisation("SUP"), organisation("CUS")],
        "facility": [facility("ACME-CH", "ACME"), facility("SUP-CH", "SUP")],
        "scope": [
            scope("ACME-COC", "ACME", ["ACME-CH"], first, **more),
            scope("SUP-COC", "SUP", ["SUP-CH"], "2020-01-01"),
        ],
        "certificate": [
            certificate("COC-1", "ACME-COC", "2020-01-01", last),
            certificate("PS-1", "ACME-COC", "2020-01-01", last, "performance"),
            certificate("COC-2", "SUP-COC", "2020-01-01", "2030-12-31"),
            certificate("PS-2", "SUP-COC", "2020-01-01", "2030-12-31", "performance"),
        ],
    }


def _value(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else json.dumps(value)
