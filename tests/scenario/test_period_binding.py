"""A closed period can be computed again by somebody who has its statement and the company's own export, and no more."""

import csv
import re
from collections.abc import Callable
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from casthouse.exchange.bound_export import read_bound_export
from casthouse.exchange.period_leaves_file import leaves_text, read_leaves
from casthouse.exchange.profile_toml import built_in_profiles
from casthouse.passport.canonical import canonical, read_object
from casthouse.passport.merkle import leaf_hash
from casthouse.passport.merkle_proof import check_inclusion
from casthouse.passport.period_binding import PeriodBinding, binding_from_json
from casthouse.passport.period_rerun import (
    Rerun,
    figure_differences,
    finding_differences,
    movement_differences,
    rerun,
)
from casthouse.refusal import Refusal
from casthouse.service.check import check_store
from casthouse.service.edition_rules import rules_of_edition
from casthouse.service.period import close_period
from casthouse.service.period_binding import bound_period, movement_proof, period_leaves
from casthouse.service.permission import OPERATOR
from tests.contract.store import DATA, Store

SCOPE, START = "HOLD-COC", date(2024, 1, 1)
EXPORT = DATA / "mill" / "movements.csv"
Rows = list[dict[str, str]]


@pytest.fixture
def closed(store: Store) -> Store:
    store.run("register", "load", str(DATA / "mill" / "register.toml"))
    store.run("movements", "import", str(EXPORT), "--organisation", "HOLD")
    with store.in_use():
        close_period(OPERATOR, scope=SCOPE, start=START)
    return store


def bound(store: Store) -> PeriodBinding:
    """Return what is bound, as somebody gets it who has no store: read from its JSON."""
    with store.in_use():
        text = bound_period(OPERATOR, scope=SCOPE, start=START).binding.text
    return binding_from_json(read_object(text.encode()))


def leaves(store: Store) -> dict[str, bytes]:
    with store.in_use():
        return read_leaves(leaves_text(period_leaves(OPERATOR, scope=SCOPE, start=START)).encode())


def again(binding: PeriodBinding, path: Path = EXPORT) -> Rerun:
    read = read_bound_export(path, organisation="HOLD", profiles=built_in_profiles())
    assert read.left_out == ()
    return rerun(binding, read.frame)


def changed(tmp_path: Path, change: Callable[[Rows], Rows]) -> Path:
    """Return a copy of the export with rows changed; row 2 is the first below the header."""
    with EXPORT.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    path = tmp_path / "export.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(change(rows))
    return path


def test_the_companys_own_export_leads_to_what_was_stated(closed: Store, tmp_path: Path) -> None:
    binding = bound(closed)
    assert binding.movements.count > 0
    turned = changed(tmp_path, lambda rows: rows[::-1])
    for path in (EXPORT, turned):
        found = again(binding, path)
        assert movement_differences(binding, found) == []
        assert figure_differences(binding, found) == []
        assert finding_differences(binding, found, rules=rules_of_edition(binding.edition)) == []


def test_other_units_are_the_same_movements(closed: Store, tmp_path: Path) -> None:
    def in_kilograms(rows: Rows) -> Rows:
        return [
            row | {"unit": "kg", "quantity": str(round(float(row["quantity"]) * 1000))}
            if row["unit"] == "t" and float(row["quantity"]) * 1000 % 1 == 0
            else row
            for row in rows
        ]

    binding = bound(closed)
    path = changed(tmp_path, in_kilograms)
    assert path.read_text() != EXPORT.read_text()
    assert movement_differences(binding, again(binding, path)) == []


def _of_period(rows: Rows) -> list[int]:
    """Return the places of rows that count in the period: none that was taken back, no reversal."""
    taken = {row["reverses"] for row in rows}
    return [
        place
        for place, row in enumerate(rows)
        if row["date"].startswith("2024") and row["kind"] == "shipment" and row["reference"] not in taken
    ]


def test_a_changed_a_missing_and_an_added_row_are_named(closed: Store, tmp_path: Path) -> None:
    named: dict[str, str] = {}

    def change(rows: Rows) -> Rows:
        first, second, *_ = _of_period(rows)
        named["changed"], named["missing"] = rows[first]["reference"], rows[second]["reference"]
        rows[first]["quantity"] = "1.5"
        added = rows[first] | {"reference": "ADDED-1"}
        return [row for place, row in enumerate(rows) if place != second] + [added]

    binding, kept = bound(closed), leaves(closed)
    found = again(binding, changed(tmp_path, change))
    told = movement_differences(binding, found, kept=kept)
    assert told is not None
    assert {each.reference for each in told} == {named["changed"], named["missing"], "ADDED-1"}
    by_reference = {each.reference: each for each in told}
    assert by_reference[named["missing"]].row is None
    assert by_reference["ADDED-1"].row == len(EXPORT.read_text().splitlines())
    assert "something else" in str(by_reference[named["changed"]])
    assert movement_differences(binding, found) is None
    assert any("outflow_g" in each for each in figure_differences(binding, found))


def test_hashes_of_another_period_tell_nothing(closed: Store) -> None:
    binding, kept = bound(closed), leaves(closed)
    reference = next(iter(kept))
    with pytest.raises(Refusal, match=r"^period_leaves_wrong:"):
        movement_differences(binding, again(binding), kept=kept | {reference: bytes(32)})


def test_one_movement_is_proved_without_the_others(closed: Store) -> None:
    binding, kept = bound(closed), leaves(closed)
    reference = sorted(kept)[len(kept) // 2]
    with closed.in_use():
        proof: Any = movement_proof(OPERATOR, scope=SCOPE, start=START, reference=reference)
        with pytest.raises(Refusal, match=r"^movement_not_bound:"):
            movement_proof(OPERATOR, scope=SCOPE, start=START, reference="NOBODY")
    path = [bytes.fromhex(each) for each in proof["path"]]
    others = {each for each in kept if each != reference and each in str(proof)}
    assert others == set()

    def check(movement: dict[str, str]) -> None:
        leaf = leaf_hash(canonical(dict(movement)))
        root = bytes.fromhex(binding.movements.root)
        check_inclusion(
            index=int(proof["index"]), size=binding.movements.count, leaf=leaf, path=path, root=root
        )

    check(proof["movement"])
    with pytest.raises(Refusal):
        check(proof["movement"] | {"quantity_g": "1"})


def test_an_edit_behind_the_statement_is_found_and_no_hash_is_given_out(closed: Store) -> None:
    with closed.in_use():
        assert [each for each in check_store(OPERATOR).differences if each.what == "bound"] == []
        reference = bound_reference(closed)
        with connection.cursor() as cursor:
            for trigger in _triggers():
                cursor.execute(trigger)
            cursor.execute(
                "UPDATE movement SET lot = 'swapped' WHERE reference = %s AND kind < 5", [reference]
            )
        found = [each for each in check_store(OPERATOR).differences if each.what == "bound"]
        assert [each.subject for each in found] == [f"movements of {SCOPE} {START}"]
        count = bound_period(OPERATOR, scope=SCOPE, start=START).binding.movements.count
        assert re.fullmatch(rf"{count} movements, root [0-9a-f]{{16}}…", found[0].stored)
        with pytest.raises(Refusal, match=r"^period_changed:"):
            period_leaves(OPERATOR, scope=SCOPE, start=START)


def bound_reference(_store: Store) -> str:
    return period_leaves(OPERATOR, scope=SCOPE, start=START)[0][0]


def _triggers() -> list[str]:
    """Return the statements by which an administrator takes away what keeps movements from being changed."""
    if connection.vendor == "postgresql":
        return ["ALTER TABLE movement DISABLE TRIGGER USER"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'movement'")
        return [f'DROP TRIGGER "{name}"' for (name,) in cursor.fetchall()]


def test_the_signed_statement_is_computed_again_without_a_store(closed: Store, tmp_path: Path) -> None:
    statement, bundle, kept = (tmp_path / name for name in ("statement.json", "trust.json", "leaves.jsonl"))
    assert closed.run("key", "create", "HOLD").code == 0
    signed = closed.run(
        "statement", "period", SCOPE, "2024-01-01", "--organisation", "HOLD", "--file", str(statement)
    )
    assert signed.code == 0, signed.err
    assert closed.run("trust-bundle", str(bundle)).code == 0
    with closed.in_use():
        listed = period_leaves(OPERATOR, scope=SCOPE, start=START)
        proof = movement_proof(OPERATOR, scope=SCOPE, start=START, reference=listed[0][0])
    kept.write_text(leaves_text(listed), encoding="utf-8")

    def verify(export: Path, *more: str) -> dict[str, tuple[bool | None, str]]:
        answer = closed.run(
            "verify", str(statement), "--trust", str(bundle), "--movements", str(export), *more
        ).json
        return {each["name"]: (each["passed"], each["detail"]) for each in answer["checks"]}

    proved = tmp_path / "proof.json"
    proved.write_bytes(canonical(proof))
    checks = verify(EXPORT, "--inclusion", str(proved))
    assert {name: checks[name][0] for name in ("movements", "position", "findings", "inclusion")} == {
        "movements": True,
        "position": True,
        "findings": True,
        "inclusion": True,
    }

    movement: Any = proof["movement"]
    for name in ("reference", "kind", "date", "counterparty", "quantity_g"):
        assert movement[name] in checks["inclusion"][1]

    own, text = (
        tmp_path / "own.toml",
        files("casthouse.exchange").joinpath("profiles", "casthouse.toml").read_text(),
    )
    own.write_text(text.replace('name = "casthouse"', 'name = "own"'), encoding="utf-8")
    assert verify(EXPORT, "--profile", str(own)) == verify(EXPORT)
    lost = closed.run(
        "verify", str(statement), "--movements", str(EXPORT), "--profile", str(tmp_path / "no.toml")
    )
    assert lost.refusal == "profile_unknown"

    def change(rows: Rows) -> Rows:
        rows[_of_period(rows)[0]]["lot"] = "SWAPPED"
        return rows

    proved.write_bytes(canonical({**proof, "index": str(len(listed) - 1)}))
    told = verify(changed(tmp_path, change), "--leaves", str(kept), "--inclusion", str(proved))
    assert told["movements"][0] is False
    assert told["movements"][1].startswith("row ")
    assert told["position"][0] is True
    assert told["inclusion"][0] is False


def test_a_mass_that_was_edited_is_told_in_words_and_by_the_figures_that_differ(closed: Store) -> None:
    with closed.in_use():
        with connection.cursor() as cursor:
            for trigger in _triggers():
                cursor.execute(trigger)
            cursor.execute(
                "UPDATE movement SET quantity_g = quantity_g + 7 WHERE id = (SELECT MIN(id) FROM movement m "
                "WHERE m.kind = 2 AND m.coc = 1 AND NOT EXISTS (SELECT 1 FROM movement r WHERE r.reverses_id = m.id))"
            )
        found = {each.what: each for each in check_store(OPERATOR).differences}
    total, statement = found["total"], found["statement"]
    assert re.fullmatch(r"\S+ \d{4}-\d\d-\d\d \S+ receipt [a-z ]+ CoC yes", total.subject), total.subject
    assert re.match(r"[a-z]+\.coc inflow \d+ g(; |$)", statement.stored), statement.stored
    held, true = (int(re.findall(r"\d+", text)[0]) for text in (statement.stored, statement.recomputed))
    assert true - held == 7
    assert "production" not in statement.stored
    told = [text for each in found.values() for text in (each.subject, each.stored, each.recomputed)]
    assert not [text for text in told if "{" in text or "(" in text.partition(" (number")[0]], told
    assert found["logged movement"].stored == "changed since it was entered"
