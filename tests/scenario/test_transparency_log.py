"""The log of what is posted: who rewrites it contradicts itself, or a checkpoint that was kept elsewhere."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from casthouse.passport.log_entry import LogEntry, read_entry
from casthouse.passport.merkle import Frontier, leaf_hashes
from casthouse.service import clock
from casthouse.service.checkpoint import checkpoint, checkpoint_file
from casthouse.service.log_beginning import begin_log
from casthouse.service.tamper import row_differences
from casthouse.service.transparency_log import append, statement_entry
from casthouse.storage import log_record as record_store
from casthouse.storage import transparency_log as log_store
from casthouse.storage.logged_movement import stored_movements
from casthouse.storage.models import LogEntryRow, LogHeadRow, LogRecordRow
from tests.contract.movement_rows import file_text, other_receipt
from tests.contract.store import Store
from tests.scenario.trade import Trade, shipped
from tests.unit.refusing import refused

LOG_TABLES = ("log_entry", "log_tile", "log_checkpoint", "log_cosignature", "log_tag_key", "log_record")


@pytest.fixture
def trade(store: Store) -> Trade:
    """Return two companies that traded, with a checkpoint of all of it."""
    trade = Trade(store)
    trade.issue()
    trade.accept("SUP-2024-000001")
    with store.in_use():
        checkpoint()
    return trade


def unguarded(*tables: str) -> None:
    with connection.cursor() as cursor:
        for table in tables:
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            for act in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_refuses_{act}{on}")


def differences(store: Store, *options: str) -> list[tuple[str, str]]:
    answer = store.run("check", *options)
    return [(each["what"], each["subject"]) for each in answer.json["differences"]]


def held(store: Store) -> Frontier:
    with store.in_use():
        return log_store.frontier()


def test_what_is_posted_is_entered_and_what_is_refused_is_not(store: Store) -> None:
    trade = Trade(store)
    before = held(store).size
    assert before
    assert store.post("ACME", file_text([other_receipt("OTHER", quantity="101")])).code == 1
    assert held(store).size == before
    trade.post("ACME", other_receipt("OTHER", quantity="100"))
    assert held(store).size == before
    trade.post("ACME", other_receipt("MORE", quantity="1"))
    assert held(store).size == before + 1


def test_the_public_learns_nothing_from_an_entry(trade: Trade) -> None:
    with trade.store.in_use():
        entries = [read_entry(content) for content in log_store.entries(0, held(trade.store).size)]
        assert (
            len({entry.digest for entry in entries}) == len({entry.tag for entry in entries}) == len(entries)
        )
        assert all(len(entry.content) == len(entries[0].content) for entry in entries)
        mine = {code: _named(code, entries) for code in ("SUP", "ACME")}
        assert not mine["SUP"] & mine["ACME"]
        owners = {record.index: record.header.owner for record in record_store.records()}
        assert mine["SUP"] == {index for index, owner in owners.items() if owner == "SUP"}


def _named(code: str, entries: list[LogEntry]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM organisation WHERE code = %s", [code])
        (identifier,) = cursor.fetchone()
    secret = record_store.tag_secret(identifier, fresh=b"")
    return {index for index, entry in enumerate(entries) if entry.is_tagged_with(secret)}


def test_a_checkpoint_is_kept_beside_the_store_and_signed_once_a_size(trade: Trade) -> None:
    with trade.store.in_use():
        kept = checkpoint()
        assert checkpoint_file().read_text() == kept.note
        assert checkpoint() == kept
        assert kept.size == log_store.frontier().size


def test_a_log_that_was_cut_back_is_not_signed(trade: Trade) -> None:
    with trade.store.in_use(), refused("history_changed"):
        LogHeadRow.objects.update(size=1, roots=leaf_hashes(log_store.entries(0, 1)))
        checkpoint()


def test_a_store_of_an_older_backup_does_not_write_over_the_newer_checkpoint(trade: Trade) -> None:
    with trade.store.in_use():
        size = log_store.frontier().size
        newest = checkpoint_file().read_bytes()
        unguarded(*LOG_TABLES)
        shorter = Frontier().with_leaves(leaf_hashes(log_store.entries(0, size - 1)))
        for table, column in (("log_checkpoint", "size"), ("log_record", "id"), ("log_entry", "id")):
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {table} WHERE {column} >= %s", [size - 1])
        LogHeadRow.objects.update(size=shorter.size, roots=shorter.roots)
        with refused("history_changed"):
            checkpoint()
        assert checkpoint_file().read_bytes() == newest


def rewritten_movement() -> None:
    """Change a mass, and everything in the log's own tables so that it fits."""
    unguarded("movement", *LOG_TABLES)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE movement SET quantity_g = quantity_g - 1 WHERE reference = 'OTHER'")
    for table in ("log_record", "log_tile", "log_cosignature", "log_checkpoint", "log_entry", "log_head"):
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")
    with transaction.atomic():
        assert begin_log(at=clock.now())


def test_who_rewrites_the_whole_log_contradicts_the_checkpoint_kept_elsewhere(trade: Trade) -> None:
    store = trade.store
    with store.in_use():
        outside = store.home / "outside"
        outside.write_text(checkpoint().note)
        rewritten_movement()
        checkpoint_file().unlink(missing_ok=True)
        checkpoint()
    assert not [each for each in differences(store) if each[0].startswith("log")]
    assert ("log", str(outside)) in differences(store, "--checkpoint", str(outside))


def test_who_forgets_the_file_in_the_data_folder_contradicts_that(trade: Trade) -> None:
    with trade.store.in_use():
        before = checkpoint_file().read_bytes()
        rewritten_movement()
        checkpoint_file().write_bytes(before)
    assert ("log", "the file checkpoint of the data folder") in differences(trade.store)


@pytest.mark.parametrize(
    ("change", "subject"),
    [
        (
            "UPDATE log_record SET about = REPLACE(about, 'nonce', 'nonse') WHERE id = 1",
            "record 1",
        ),
        ("DELETE FROM log_record WHERE id = 2", "record 2"),
        ("DELETE FROM log_entry WHERE id = 1", "entry 1"),
        (
            "UPDATE log_entry SET id = 900 WHERE id = (SELECT MAX(id) FROM log_entry)",
            "entry 900",
        ),
        ("UPDATE log_head SET size = size - 1", "head"),
        ("UPDATE log_head SET size = -1", "head"),
        (f"UPDATE log_head SET size = {2**62}", "head"),
        ("UPDATE log_checkpoint SET note = REPLACE(note, '/', '-')", "checkpoint of"),
        ("UPDATE log_checkpoint SET note = 'x'", "checkpoint of"),
    ],
)
def test_a_log_that_was_tampered_with_is_named(trade: Trade, change: str, subject: str) -> None:
    with trade.store.in_use(), connection.cursor() as cursor:
        unguarded(*LOG_TABLES)
        cursor.execute(change)
    found = [each for each in differences(trade.store) if each[0] == "log"]
    assert any(name.startswith(subject) for _, name in found), found


def test_a_record_that_no_program_could_have_written_is_named_and_nothing_is_read_out_of_it(
    trade: Trade,
) -> None:
    """Among them numbers and lengths that would ask for more memory than there is, were they believed."""
    with trade.store.in_use():
        byte = "'\\x00'" if connection.vendor == "postgresql" else "x'00'"
    changes = [
        "row_keys = 'x'",
        f"leaves = {byte}",
        "first = 1000000000000000",
        "first = -5",
        "row_keys = '[1]'",
        "about = '{}'",
        "about = 'x'",
        "kind = 'other'",
    ]
    with trade.store.in_use(), connection.cursor() as cursor:
        unguarded("log_record")
        for index, change in enumerate(changes):
            cursor.execute(f"UPDATE log_record SET {change} WHERE id = {index}")
    found = differences(trade.store)
    named = {subject.split(" of ")[0] for what, subject in found if what == "log"}
    assert named == {f"record {index}" for index in range(len(changes))}
    assert any(what == "logged movement" for what, _ in found)  # nothing vouches for its rows any more
    told = trade.refused("log", "monitor", "--organisation", "ACME").json
    spoilt = [each for each in told["entries"] if each["index"] < len(changes)]
    assert told["unknown"] == len(spoilt) > 1


def test_records_that_fit_their_row_but_not_their_entry_are_named(trade: Trade) -> None:
    """The hash of the row is put right where the log keeps it; the entry still commits to the one before."""
    with trade.store.in_use():
        unguarded("movement", "log_record")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE movement SET quantity_g = quantity_g - 1 WHERE reference = 'OTHER'")
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM organisation WHERE code = 'ACME'")
            (acme,) = cursor.fetchone()
        (stored,) = stored_movements(acme)
        row = LogRecordRow.objects.filter(organisation_id=acme, kind="movements").order_by("id").first()
        assert row is not None
        row.leaves = stored.leaf[:1].tobytes()
        row.save()
    found = differences(trade.store)
    assert ("log", f"record {row.id} of ACME") in found
    assert [subject.split()[1] for what, subject in found if what == "logged movement"] == ["OTHER"]


def test_an_older_store_is_entered_once_as_it_was_found(trade: Trade) -> None:
    store = trade.store
    with store.in_use():
        unguarded(*LOG_TABLES)
        for table in ("log_record", "log_tile", "log_checkpoint", "log_entry", "log_head", "log_tag_key"):
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {table}")
        checkpoint_file().unlink()
        assert begin_log(at=clock.now())
        assert not begin_log(at=clock.now())
        notes = {json.loads(record.header.about).get("note") for record in record_store.records()}
        assert notes == {"as found"}
    assert differences(store) == []
    trade.post("SUP", shipped("LS-2", quantity="1"))
    assert differences(store) == []
    with store.in_use():
        unguarded("movement")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE movement SET lot = 'L-9' WHERE reference = 'LS-1'")
    assert any("LS-1" in subject for what, subject in differences(store) if what == "logged movement")


def test_the_lives_of_keys_stand_in_the_log_and_what_is_done_to_them_behind_it_is_named(trade: Trade) -> None:
    """Whoever takes the end of a stolen key out, or dates it otherwise, would make good what it signed."""
    trade.run("key", "create", "ACME")
    trade.run("key", "rotate", "ACME")
    [_, first] = trade.run("key", "list", "ACME")["keys"]
    told = ("--as", "compromised", "--reason", "the laptop was stolen")
    trade.run("key", "revoke", "ACME", first["multikey"], *told)
    assert differences(trade.store) == []
    entries = trade.run("log", "monitor", "--organisation", "ACME")["entries"]
    rows = [each["what"].partition(":")[0] for each in entries if each["what"].startswith("signing_key")]
    assert rows == [
        "signing_key",
        "signing_key",
        "signing_key_succession",
        "signing_key_end",
        "signing_key_end",
    ]
    for table, change in (
        (
            "signing_key_end",
            "UPDATE signing_key_end SET since = '2020-01-01 00:00:00+00:00'",
        ),
        ("signing_key_end", "UPDATE signing_key_end SET kind = 'ceased' WHERE kind = 'compromised'"),
        ("signing_key_end", "DELETE FROM signing_key_end WHERE kind = 'compromised'"),
        ("signing_key", "UPDATE signing_key SET starts_at = '2020-01-01 00:00:00+00:00'"),
        ("signing_key_succession", "DELETE FROM signing_key_succession"),
        ("wrapping_key", "UPDATE wrapping_key SET kind = 'passphrase'"),
    ):
        with trade.store.in_use(), transaction.atomic(), connection.cursor() as cursor:
            unguarded(table)
            cursor.execute(change)
            named = {each.what for each in row_differences()}
            transaction.set_rollback(True)
        assert named == {f"logged {table}"}, change
    assert differences(trade.store) == []


def test_what_a_newer_version_covers_besides_is_entered_once_as_it_was_found(trade: Trade) -> None:
    """A log that does not say what it covers began before keys were entered in it."""
    trade.run("key", "create", "ACME")
    keys = ("signing_key", "wrapping_key")
    with trade.store.in_use(), connection.cursor() as cursor:
        unguarded(*LOG_TABLES)
        for table in keys:  # as if the key had been made before
            cursor.execute("DELETE FROM log_record WHERE row_keys LIKE %s", [f"%{table}:%"])
        cursor.execute("UPDATE log_head SET tables = ''")
        assert begin_log(at=clock.now())
        assert not begin_log(at=clock.now())
        notes = [json.loads(each.header.about).get("note") for each in record_store.records()]
    assert notes.count("as found") == 2  # of ACME, and of the installation
    found = differences(trade.store)
    assert {subject.split()[0] for _, subject in found} == {"record"}, (
        found
    )  # those that were taken out above
    with trade.store.in_use(), connection.cursor() as cursor:
        cursor.execute("UPDATE log_head SET tables = 'certificate'")
    assert ("log", "tables that are covered") in differences(trade.store)


def test_a_table_with_records_is_not_taken_as_found_once_more_whatever_the_head_says(trade: Trade) -> None:
    """Or one more statement, and the next upgrade, would make an edited row the true one."""
    trade.run("key", "create", "ACME")
    with trade.store.in_use(), connection.cursor() as cursor:
        unguarded("signing_key", "log_head")
        cursor.execute("UPDATE signing_key SET made_by = 'nobody' WHERE owner LIKE '%ACME%'")
        assert cursor.rowcount == 1
        cursor.execute("UPDATE log_head SET tables = 'signing_key_end'")
        before = log_store.held_size()
        assert begin_log(at=clock.now())
        assert log_store.held_size() == before
    assert [what for what, _ in differences(trade.store)] == ["logged signing_key"]


def test_who_makes_a_key_under_an_address_that_everybody_has_is_told(trade: Trade) -> None:
    made = trade.store.run_apart("key", "create", "ACME")
    assert made.code == 0
    assert "Nobody else can look up did:web:127.0.0.1%3A8000:did:ACME" in made.err


def test_a_full_tile_is_kept_and_compared(store: Store) -> None:
    with store.in_use():
        for entries in ([b"x" * n for n in range(200)], [b"y" * n for n in range(400)]):
            with transaction.atomic():
                log_store.append_entries(log_store.locked_frontier(), entries)
        leaves = leaf_hashes(log_store.entries(0, 600))
        assert log_store.frontier() == Frontier().with_leaves(leaves)
        assert [(level, number) for level, number, _, _ in log_store.full_tiles()] == [(0, 0), (0, 1)]
        assert log_store.tile(0, 1, size=600) == leaves[256 * 32 : 512 * 32]
        assert log_store.tile(0, 2, size=600) == leaves[512 * 32 :]
        assert log_store.tile(0, 1, size=300) == leaves[256 * 32 : 300 * 32]
        assert len(log_store.tile(1, 0, size=600)) == 2 * 32
        assert log_store.tile(2, 0, size=600) == b""
        unguarded("log_tile")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE log_tile SET root = hashes WHERE id = 1")
    assert ("log", "tile 1 of level 0") in differences(store)


def test_writers_at_once_make_one_log(new_store: Callable[[], Store], opened: None) -> None:  # noqa: ARG001
    trade = Trade(new_store())
    store = trade.store
    before = held(store).size
    files = {
        f"{code}-{n}": store.file(
            f"{code}-{n}.csv", file_text([other_receipt(f"{code}-{n}", quantity="1", facility=f"{code}-CH")])
        )
        for code in ("SUP", "ACME")
        for n in range(2)
    }
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(
                lambda each: store.run_apart(
                    "movements", "import", each[1], "--organisation", each[0].split("-")[0]
                ),
                files.items(),
            )
        )
    assert [answer.code for answer in answers] == [0] * 4, [answer.err for answer in answers]
    assert held(store).size == before + 4
    with store.in_use():
        assert LogEntryRow.objects.count() == before + 4
    assert differences(store) == []


def test_the_commands_show_prove_and_export_it(trade: Trade) -> None:
    store = trade.store
    log = trade.run("log", "show")
    note = trade.run("log", "checkpoint")["checkpoint"]
    assert note.startswith(f"{log['origin']}\n{log['size']}\n{log['root']}\n")
    assert trade.run("log", "proof", "0")["proof"].endswith(note)
    assert len(trade.run("log", "growth", "1", str(log["size"]))["hashes"]) > 1
    folder = store.home / "tiles"
    assert trade.run("log", "export-tiles", str(folder))["written"] == 3
    assert trade.run("log", "export-tiles", str(folder))["written"] == 1
    assert (folder / "checkpoint").read_text() == note
    assert (folder / f"tile/0/000.p/{log['size']}").stat().st_size == 32 * log["size"]
    assert store.run("log", "proof", "999").refusal == "log_place_unknown"


def test_the_monitor_names_what_nobody_can_explain(trade: Trade) -> None:
    store = trade.store
    trade.run("key", "create", "SUP")
    trade.run("statement", "document", "SUP-2024-000001", "--organisation", "SUP")
    mine = trade.run("log", "monitor", "--organisation", "SUP")
    assert mine["unknown"] == 0
    assert mine["entries"][-1]["what"] == "signed statement of coc-document SUP-2024-000001"
    with store.in_use(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM organisation WHERE code = 'SUP'")
            (sup,) = cursor.fetchone()
        append([statement_entry(sup, b"\x01" * 32)])
    answer = store.run("log", "monitor", "--organisation", "SUP")
    assert (answer.code, answer.json["unknown"]) == (1, 1)
    assert [each["digest"] for each in answer.json["entries"] if each["what"] is None] == ["01" * 32]
    assert trade.run("log", "monitor", "--organisation", "ACME")["unknown"] == 0
