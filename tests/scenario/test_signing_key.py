"""Keys of owners: made, used, replaced, lost, stolen; what lies in the store opens nothing by itself."""

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection

from casthouse.parties.duty import DutyKind
from casthouse.parties.role import Role
from casthouse.passport.key_life import EndKind, KeyState, KeyTrust, OwnedKey
from casthouse.passport.key_owner import LOG, SECRETARIAT, firm_owner, organisation_owner
from casthouse.passport.key_succession import verified_succession
from casthouse.refusal import Refusal
from casthouse.service import chance, clock, key_signer, key_wrapping
from casthouse.service import key_succession as succession
from casthouse.service import signing_key as service
from casthouse.service.accreditation import register_firm
from casthouse.service.did_document import did_document, did_of
from casthouse.service.key_check import key_differences
from casthouse.service.permission import OPERATOR, Actor
from casthouse.service.worklist import worklist
from casthouse.storage import signing_key as rows
from casthouse.storage.wrapping_key_file import make_wrapping_file, read_wrapping_secret
from tests.contract.register_text import one_scope, register_text
from tests.contract.store import Store

ACME = organisation_owner("ACME")
MANAGER = Actor(name="mia", organisation_roles={"ACME": frozenset({Role.MANAGER})})
CLERK = Actor(name="carl", organisation_roles={"ACME": frozenset({Role.CLERK})})
SECRETARY = Actor(name="sven", store_roles=frozenset({Role.SECRETARIAT}))
AUDITOR = Actor(name="lena", firm_roles={"PRUEF": frozenset({Role.FIRM_AUDITOR})})
OF_KEYS = (DutyKind.REPLACE_KEY, DutyKind.REPLACE_INSTALLATION_KEY, DutyKind.CONFIRM_KEY)
OF_TWO = (
    "WHERE key_id IN (SELECT id FROM signing_key WHERE owner LIKE '%ACME' OR owner LIKE '%PRUEF') ORDER BY id"
)
PASSPHRASE, NEW_PASSPHRASE = "six words drawn by dice", "other six words by dice"


@pytest.fixture
def world(store: Store) -> Iterator[Store]:
    store.load(register_text(one_scope()))
    with store.in_use():
        register_firm(OPERATOR, code="PRUEF", name="Prüf und Siegel", country="DE")
        yield store


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Let days pass."""

    def pass_days(days: int) -> datetime:
        at = clock.now() + timedelta(days=days)
        monkeypatch.setattr(clock, "now", lambda: at)
        return at

    return pass_days  # type: ignore[return-value]


def refused(call: Any, **arguments: Any) -> str:
    with pytest.raises(Refusal) as found:
        call(**arguments)
    return found.value.code


def made(owner: str = "ACME", actor: Actor = MANAGER) -> OwnedKey:
    return service.make_key(actor, owner=owner)


def revoked(key: OwnedKey, kind: EndKind, actor: Actor = MANAGER, **more: Any) -> OwnedKey:
    text = key.public.multikey
    return service.revoke_key(actor, owner=key.owner.text, key=text, kind=kind, reason="seen", **more)


@pytest.mark.usefixtures("world")
def test_a_key_is_made_signs_is_replaced_and_its_signatures_stay_good(later: Any) -> None:
    first = made()
    before = clock.now()
    signature = key_signer.signer_for(ACME, before).sign(b"a statement")
    assert first.public.verifies(signature, b"a statement")
    later(10)
    second = service.rotate_key(MANAGER, owner="ACME", days=30)
    assert second.replaces == first.public
    newest, oldest = service.owner_keys(MANAGER, owner="ACME").keys
    assert (newest.state(clock.now()), oldest.state(clock.now())) == (KeyState.SIGNING, KeyState.SUPERSEDED)
    assert oldest.trust(signed_at=before) is KeyTrust.GOOD
    assert oldest.trust(signed_at=clock.now()) is KeyTrust.ENDED
    assert key_signer.signer_for(ACME, clock.now()).public == second.public
    assert (
        rows.sealed_key(first.public) is None
    )  # nobody signs with it any more, whoever has the wrapping key
    at = later(30)
    assert refused(key_signer.signer_for, owner=ACME, at=at) == "key_missing"
    assert refused(service.rotate_key, actor=MANAGER, owner="ACME") == "key_missing"
    assert made().replaces == second.public


@pytest.mark.usefixtures("world")
def test_a_stolen_key_is_believed_in_nothing(later: Any) -> None:
    key, start = made(), clock.now()
    later(20)
    since = start + timedelta(days=10)
    told = revoked(key, EndKind.COMPROMISED, actor=SECRETARY, since=since)
    assert told.state(clock.now()) is KeyState.COMPROMISED
    assert told.trust(signed_at=start + timedelta(days=5)) is KeyTrust.COMPROMISED_LATER
    assert told.trust(signed_at=since) is KeyTrust.COMPROMISED
    assert refused(key_signer.signer_for, owner=ACME, at=clock.now()) == "key_missing"
    document = did_document(Actor(name="visitor"), owner="ACME")
    assert [each["publicKeyMultibase"] for each in document["verificationMethod"]] == [key.public.multikey]
    assert document["assertionMethod"] == []
    assert refused(revoked, key=key, kind=EndKind.LOST) == "key_ended"
    assert refused(revoked, key=key, kind=EndKind.SUPERSEDED) == "key_kind_invalid"
    assert revoked(key, EndKind.COMPROMISED, since=since - timedelta(days=1)).ends[-1].since < since


@pytest.mark.usefixtures("world")
def test_a_lost_key_is_survived(later: Any) -> None:
    """The procedure of docs/operating/keys.md: say it, make a new key, and the old signatures are still right."""
    key, before = made(), clock.now()
    signature = key_signer.signer_for(ACME, before).sign(b"x")
    later(1)
    revoked(key, EndKind.LOST)
    new = made()
    assert new.replaces == key.public
    newest, lost = service.owner_keys(SECRETARY, owner="ACME").keys
    assert newest.public == new.public
    assert lost.trust(signed_at=before) is KeyTrust.GOOD
    assert lost.public.verifies(signature, b"x")
    methods = did_document(MANAGER, owner="ACME")["assertionMethod"]
    assert len(methods) == 2


@pytest.mark.usefixtures("world")
def test_a_replaced_key_says_itself_which_one_follows_and_for_a_lost_one_the_secretariat_does() -> None:
    first = made()
    second = service.rotate_key(MANAGER, owner="ACME")
    statement = succession.succession_document(MANAGER, key=second.public.multikey)
    did = did_of(ACME)
    said = verified_succession(statement, issuer=did, key=first.public)
    assert (said.before, said.after, said.did) == (first.public, second.public, did)
    (_, old) = service.owner_keys(MANAGER, owner="ACME").keys
    assert old.trust(signed_at=said.created) is KeyTrust.GOOD  # the last that it signed
    revoked(second, EndKind.LOST)
    third = made()
    name = third.public.fingerprint[:16]
    assert (
        refused(succession.succession_document, actor=MANAGER, key=third.public.multikey)
        == "succession_unknown"
    )
    for actor in (MANAGER, CLERK, AUDITOR):
        assert refused(succession.confirm_key, actor=actor, owner="ACME", key=name) == "not_permitted"
    confirmed = succession.confirm_key(SECRETARY, owner="ACME", key=name)
    assert succession.confirm_key(SECRETARY, owner="ACME", key=name) == confirmed
    secretariat = key_signer.signer_for(SECRETARIAT, clock.now()).public
    told = verified_succession(confirmed.statement, issuer=did_of(SECRETARIAT), key=secretariat)
    assert (told.before, told.after, told.did) == (second.public, third.public, did)
    subject: Any = confirmed.statement["credentialSubject"]
    assert subject["followedKeyIs"] == "lost"
    for issuer, key in ((did, secretariat), (did_of(SECRETARIAT), first.public), (did_of(LOG), secretariat)):
        assert refused(verified_succession, statement=confirmed.statement, issuer=issuer, key=key) == (
            "succession_invalid"
        )
    changed = confirmed.statement | {"credentialSubject": subject | {"key": first.public.multikey}}
    assert refused(
        verified_succession, statement=changed, issuer=did_of(SECRETARIAT), key=secretariat
    ) == "succession_invalid"  # fmt: skip


@pytest.mark.one_store
@pytest.mark.usefixtures("world")
def test_the_secretariat_confirms_neither_a_first_key_nor_its_own_nor_one_that_the_same_person_made() -> None:
    first = made()
    key_signer.signer_for(LOG, clock.now())
    (log,) = service.owner_keys(SECRETARY, owner="log").keys
    own = service.make_key(SECRETARY, owner="secretariat")
    revoked(log, EndKind.LOST, actor=SECRETARY)
    again = service.make_key(SECRETARY, owner="log")

    def confirmed(owner: str, key: OwnedKey, actor: Actor = SECRETARY) -> str:
        text = key.public.multikey
        return refused(succession.confirm_key, actor=actor, owner=owner, key=text)

    assert confirmed("ACME", first) == "succession_none"
    assert confirmed("secretariat", own) == "succession_none"
    assert confirmed("log", again) == "succession_not_independent"
    assert confirmed("ACME", again) == "key_unknown"
    revoked(own, EndKind.LOST, actor=SECRETARY)
    mine = service.make_key(OPERATOR, owner="secretariat")
    assert confirmed("secretariat", mine) == "succession_own"
    assert succession.confirm_key(OPERATOR, owner="log", key=again.public.multikey).by == "operator"


@pytest.mark.one_store
@pytest.mark.usefixtures("world")
def test_a_key_that_ends_and_one_that_is_not_confirmed_stand_on_the_work_list(later: Any) -> None:
    key = service.make_key(MANAGER, owner="ACME", days=100)
    service.make_key(AUDITOR, owner="firm:PRUEF", days=100)
    service.make_key(SECRETARY, owner="secretariat", days=100)
    stranger = Actor(name="tom", organisation_roles={"SUP": frozenset({Role.MANAGER})})

    def listed(actor: Actor, *kinds: DutyKind, **more: Any) -> list[tuple[str, str]]:
        found = worklist(actor, **more)
        return [(each.link, each.standing) for each in found if each.duty.kind in (kinds or OF_KEYS)]

    assert listed(MANAGER) == [("/organisations/ACME/keys/", "ahead")]
    assert listed(AUDITOR) == [("/audit-firms/PRUEF/keys/", "ahead")]
    assert listed(SECRETARY) == [("/secretariat/keys/secretariat/", "ahead")]
    assert len(listed(SECRETARY, with_others=True)) == 3
    assert listed(stranger, with_others=True) == listed(CLERK) == []
    later(80)
    assert listed(MANAGER)[0][1] in {"near", "open"}
    later(30)
    assert listed(MANAGER) == [("/organisations/ACME/keys/", "overdue")]
    made()
    assert listed(MANAGER) == []
    assert listed(SECRETARY, DutyKind.CONFIRM_KEY) == [("/organisations/ACME/keys/", "open")]
    after = service.owner_keys(SECRETARY, owner="ACME").keys[0]
    assert after.replaces == key.public
    assert (
        refused(succession.confirm_key, actor=SECRETARY, owner="ACME", key=after.public.multikey)
        == "key_missing"
    )  # that of the secretariat has ended too
    service.make_key(SECRETARY, owner="secretariat")
    succession.confirm_key(SECRETARY, owner="ACME", key=after.public.multikey)
    assert listed(SECRETARY, DutyKind.CONFIRM_KEY) == []


@pytest.mark.one_store
@pytest.mark.usefixtures("world")
def test_the_installation_has_keys_when_they_are_first_asked_for_and_never_a_second_unasked() -> None:
    at = datetime.now(UTC)
    log = key_signer.signer_for(LOG, at).public
    assert key_signer.signer_for(LOG, at).public == log != key_signer.signer_for(SECRETARIAT, at).public
    (key,) = service.owner_keys(SECRETARY, owner="log").keys
    assert key.made_by == key_signer.INSTALLATION
    revoked(key, EndKind.COMPROMISED, actor=SECRETARY)
    assert refused(key_signer.signer_for, owner=LOG, at=clock.now()) == "key_missing"
    assert service.make_key(SECRETARY, owner="log").replaces == log


@pytest.mark.one_store
@pytest.mark.usefixtures("world")
def test_who_may_make_a_key_for_whom() -> None:
    assert made("firm:PRUEF", AUDITOR).owner == firm_owner("PRUEF")
    for actor, owner in ((SECRETARY, "ACME"), (CLERK, "ACME"), (MANAGER, "SUP"), (MANAGER, "firm:PRUEF"),
                         (AUDITOR, "firm:OTHER"), (MANAGER, "secretariat"), (AUDITOR, "log")):  # fmt: skip
        assert refused(service.make_key, actor=actor, owner=owner) == "not_permitted"
    assert refused(service.make_key, actor=OPERATOR, owner="NONE") == "organisation_unknown"
    assert refused(service.make_key, actor=OPERATOR, owner="firm:NONE") == "firm_unknown"
    for owner in ("", "acme", "firm:", "ACME\n", "log ", "../x"):
        assert refused(service.make_key, actor=OPERATOR, owner=owner) == "key_owner_invalid"
    made()
    assert refused(made) == "key_signing"
    assert refused(key_signer.signer_for, owner=organisation_owner("SUP"), at=clock.now()) == "key_missing"
    assert refused(did_document, actor=MANAGER, owner="SUP") == "did_unknown"
    assert refused(did_document, actor=MANAGER, owner="NONE") == "did_unknown"


@pytest.mark.one_store
@pytest.mark.usefixtures("world")
def test_a_key_is_named_by_its_multikey_or_its_fingerprint_and_is_of_its_owner() -> None:
    key, other = made(), made("firm:PRUEF", AUDITOR)
    for text in ("", key.public.fingerprint[:7], other.public.multikey, "%" * 8):
        assert refused(
            service.revoke_key, actor=MANAGER, owner="ACME", key=text, kind=EndKind.LOST, reason="x"
        ) == "key_unknown"  # fmt: skip
    short = key.public.fingerprint[:8].upper()
    ended = service.revoke_key(MANAGER, owner="ACME", key=short, kind=EndKind.CEASED, reason="x")
    assert ended.public == key.public


def test_two_who_replace_a_key_at_once_leave_a_history_without_branches(
    world: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each waits a little before it writes: both have looked by then, unless one is held."""
    first, both, append = made(), Barrier(2), rows.append_key

    def appended(*arguments: Any) -> None:
        with suppress(BrokenBarrierError):
            both.wait(0.5)
        append(*arguments)

    monkeypatch.setattr(rows, "append_key", appended)

    def rotated(_: int) -> OwnedKey:
        with world.in_use():
            return service.rotate_key(MANAGER, owner="ACME")

    with ThreadPoolExecutor(2) as pool:
        second, third = sorted(pool.map(rotated, range(2)), key=lambda each: each.made_at)
    assert (second.replaces, third.replaces) == (first.public, second.public)
    states = [each.state(clock.now()) for each in service.owner_keys(MANAGER, owner="ACME").keys]
    assert states == [KeyState.SIGNING, KeyState.SUPERSEDED, KeyState.SUPERSEDED]


@pytest.mark.usefixtures("world")
def test_the_store_itself_refuses_to_rewrite_the_history() -> None:
    made()
    revoked(service.rotate_key(MANAGER, owner="ACME"), EndKind.COMPROMISED)
    with connection.cursor() as cursor:
        for sql in (
            "DELETE FROM signing_key_end",
            "UPDATE signing_key_end SET kind = 'lost'",
            "UPDATE signing_key SET public = 'x'",
            "DELETE FROM signing_key",
            "DELETE FROM wrapping_key",
            "DELETE FROM signing_key_succession",
        ):
            with pytest.raises(DatabaseError):
                cursor.execute(sql)


def test_a_dump_of_the_store_gives_no_key_away(world: Store) -> None:
    """Every row of every table, and on the embedded store every byte of its files, is searched for the seeds."""
    seeds: list[bytes] = []
    token_bytes = secrets.token_bytes

    def kept(size: int) -> bytes:
        seeds.append(token_bytes(size))
        return seeds[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(secrets, "token_bytes", kept)
        patch.setattr(chance, "unguessable", token_bytes)  # nonces and tags of the log are no keys
        made()
        service.rotate_key(MANAGER, owner="ACME")
        service.make_key(SECRETARY, owner="secretariat")
    secret = [each for each in seeds if len(each) == 32]
    assert len(set(secret)) == 6  # three seeds, three data keys
    secret.append(read_wrapping_secret(world.home / "key-file"))
    rows_of_all = "\n".join(line for lines in world.dump().values() for line in lines)
    stored = [path.read_bytes() for path in world.home.glob("*.sqlite3*")]
    for each in secret:
        for form in (repr(each)[2:-1], each.hex(), each.hex().upper()):
            assert form not in rows_of_all
        assert not any(each in content for content in stored)


@pytest.mark.one_store
@pytest.mark.usefixtures("world")
def test_a_row_that_was_swapped_or_cut_opens_no_more() -> None:
    made()
    made("firm:PRUEF", AUDITOR)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, wrapped FROM signing_key_wrap {OF_TWO}")
        (one, first), (two, second) = cursor.fetchall()
        cursor.execute("UPDATE signing_key_wrap SET wrapped = %s WHERE id = %s", [second, one])
        cursor.execute("UPDATE signing_key_wrap SET wrapped = %s WHERE id = %s", [bytes(first)[:-1], two])
    for owner in (ACME, firm_owner("PRUEF")):
        assert refused(key_signer.signer_for, owner=owner, at=clock.now()) == "sealed_key_changed"


def test_the_check_names_a_key_that_was_swapped_brought_back_or_taken_away(world: Store) -> None:
    """What a database administrator can do to the rows that may change."""
    first = made()
    made("firm:PRUEF", AUDITOR)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT key_id, wrapping_id, wrapped FROM signing_key_wrap {OF_TWO}")
        wraps = cursor.fetchall()
    service.rotate_key(MANAGER, owner="ACME")
    assert world.run("check").json["clean"]

    def differences(sql: str, arguments: list[Any]) -> list[tuple[str, str]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, arguments)
        return sorted((each.what, each.subject) for each in key_differences())

    append = "INSERT INTO signing_key_wrap (key_id, wrapping_id, wrapped) VALUES (%s, %s, %s)"
    assert differences(append, list(wraps[0])) == [("key: opens", f"ACME {first.public.fingerprint[:16]}")]
    second = service.owner_keys(MANAGER, owner="ACME").keys[0].public.fingerprint[:16]
    of_second = "WHERE key_id = (SELECT MAX(id) FROM signing_key WHERE owner LIKE '%%ACME')"
    swapped = differences(f"UPDATE signing_key_wrap SET wrapped = %s {of_second}", [wraps[1][2]])
    assert ("key: does not open", f"ACME {second}") in swapped
    assert len(swapped) == 2
    gone = differences(f"DELETE FROM signing_key_wrap {of_second} AND key_id <> %s", [0])
    assert ("key: is gone", f"ACME {second}") in gone
    assert len(gone) == 2


@pytest.mark.one_store
def test_a_key_file_that_is_missing_open_or_another_is_refused(world: Store) -> None:
    key = made()
    file = world.home / "key-file"
    assert file.stat().st_mode & 0o777 == 0o600
    kept = file.read_bytes()

    def asked() -> str:
        return refused(key_signer.signer_for, owner=ACME, at=clock.now())

    file.chmod(0o640)
    assert asked() == "key_file_open"
    file.chmod(0o600)
    file.write_bytes(kept[:-5])
    assert asked() == "key_file_invalid"
    file.write_bytes(b"\xff" * 10_000)
    assert asked() == "key_file_invalid"
    file.unlink()
    assert asked() == "key_file_missing"
    assert refused(made, owner="firm:PRUEF", actor=AUDITOR) == "key_file_missing"  # none is made silently
    make_wrapping_file(file, b"x" * 32)
    assert asked() == "wrapping_key_wrong"
    file.write_bytes(kept)
    assert key_signer.signer_for(ACME, clock.now()).public == key.public


@pytest.mark.one_store
def test_wrapped_anew_the_keys_open_with_the_new_secret_alone(
    world: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    key, old = made(), world.home / "key-file"
    new = tmp_path / "vault" / "key-file"
    assert refused(key_wrapping.rewrap_keys, actor=SECRETARY, file=new) == "not_permitted"
    assert refused(key_wrapping.rewrap_keys, actor=OPERATOR, file=old) == "key_file_taken"
    assert refused(key_wrapping.rewrap_keys, actor=OPERATOR) == "key_passphrase_weak"
    done = key_wrapping.rewrap_keys(OPERATOR, file=new)
    assert (done.kind, done.keys) == ("key_file", len(rows.sealed_keys()))
    assert refused(key_signer.signer_for, owner=ACME, at=clock.now()) == "wrapping_key_wrong"
    monkeypatch.setattr(settings, "SIGNING_KEY_FILE", str(new))
    assert key_signer.signer_for(ACME, clock.now()).public == key.public
    monkeypatch.setattr(settings, "SIGNING_KEY_PASSPHRASE_NEW", PASSPHRASE)
    assert key_wrapping.rewrap_keys(OPERATOR).kind == "passphrase"
    assert refused(key_signer.signer_for, owner=ACME, at=clock.now()) == "key_passphrase_missing"
    monkeypatch.setattr(settings, "SIGNING_KEY_PASSPHRASE", NEW_PASSPHRASE)
    assert refused(key_signer.signer_for, owner=ACME, at=clock.now()) == "wrapping_key_wrong"
    monkeypatch.setattr(settings, "SIGNING_KEY_PASSPHRASE", PASSPHRASE)
    assert key_signer.signer_for(ACME, clock.now()).public == key.public
    assert PASSPHRASE not in str(world.dump())


@pytest.mark.one_store
def test_a_lost_secret_is_survived(
    world: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, later: Any
) -> None:
    expired = service.make_key(OPERATOR, owner="SUP", days=1)
    later(2)
    key, log, before = made(), key_signer.signer_for(LOG, clock.now()).public, clock.now()
    later(1)
    (world.home / "key-file").unlink()
    new_file = tmp_path / "new"
    assert refused(key_wrapping.declare_secret_lost, actor=OPERATOR, reason=" ", file=new_file) == (
        "key_reason_missing"
    )
    done = world.run("key", "declare-lost", "--reason", "burnt", "--to-file", str(new_file)).json
    assert done == {"kind": "key_file", "keys": 3}
    monkeypatch.setattr(settings, "SIGNING_KEY_FILE", str(new_file))
    new = made()
    assert key_signer.signer_for(ACME, clock.now()).public == new.public
    (_, lost) = service.owner_keys(MANAGER, owner="ACME").keys
    assert (lost.public, lost.state(clock.now())) == (key.public, KeyState.LOST)
    assert lost.trust(signed_at=before) is KeyTrust.GOOD
    assert rows.sealed_key(expired.public) is None
    assert service.owner_keys(OPERATOR, owner="SUP").keys[0].state(clock.now()) is KeyState.EXPIRED
    assert refused(key_signer.signer_for, owner=LOG, at=clock.now()) == "key_missing"
    assert service.make_key(SECRETARY, owner="log").replaces == log


@pytest.mark.one_store
def test_the_commands_do_the_same(world: Store) -> None:
    run = world.run
    made_key = run("key", "create", "ACME", "--days", "30").json
    assert (made_key["state"], made_key["ends"]) == ("signing", [])
    assert made_key["id"] == f"did:web:127.0.0.1%3A8000:did:ACME#{made_key['multikey']}"
    assert run("key", "create", "ACME").refusal == "key_signing"
    rotated = run("key", "rotate", "ACME").json
    assert rotated["replaces"] == made_key["multikey"]
    short = rotated["fingerprint"][:10]
    told = run("key", "revoke", "ACME", short, "--as", "compromised", "--reason", "stolen").json
    assert (told["state"], told["ends"][0]["reason"]) == ("compromised", "stolen")
    assert run("key", "revoke", "ACME", short, "--as", "lost", "--reason", "x").refusal == "key_ended"
    listed = run("key", "list", "ACME").json
    assert [each["state"] for each in listed["keys"]] == ["compromised", "superseded"]
    assert run("key", "export-public", "ACME").json["id"] == listed["did"]
    assert run("key", "succession", rotated["multikey"]).json["issuer"] == listed["did"]
    assert run("key", "confirm", "ACME", made_key["fingerprint"]).refusal == "succession_none"
    assert run("key", "list", "no one").refusal == "key_owner_invalid"
    assert run("key", "rewrap", "--to-file", str(world.home / "new")).json["kind"] == "key_file"
    assert run("key", "revoke", "ACME", short, "--as", "lost", "--reason", "x", "--since", "never").code == 2


@pytest.mark.one_store
def test_a_change_of_the_wrapping_key_that_fails_midway_changes_nothing(
    world: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    key = made()
    monkeypatch.setattr(rows, "wrap_anew", lambda _: (_ for _ in ()).throw(OSError("killed")))
    with pytest.raises(OSError, match="killed"):
        key_wrapping.rewrap_keys(OPERATOR, file=tmp_path / "new")
    assert key_signer.signer_for(ACME, clock.now()).public == key.public
    assert world.dump()["wrapping_key"]
    assert len(world.dump()["wrapping_key"]) == 1
