"""The log for visitors: its page, its files, and proofs that hold without us."""

import re
from base64 import b64decode
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from casthouse.passport.checkpoint import Checkpoint, read_checkpoint
from casthouse.passport.log_entry import read_entry
from casthouse.passport.log_proof import check_log_proof, read_log_proof
from casthouse.passport.merkle import leaf_hashes, tree_root
from casthouse.passport.merkle_proof import check_consistency
from casthouse.passport.note import read_note
from casthouse.passport.note_key import NoteKey, note_key
from casthouse.passport.tile import unbundled
from tests.web.api_world import World
from tests.web.page_visit import Visitor

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture(autouse=True)
def home(world: World, settings: Settings, tmp_path: Path) -> None:  # noqa: ARG001 - the world comes first
    """Keep the copy of the checkpoint out of the real data folder."""
    settings.HOME = tmp_path


def fetched() -> tuple[NoteKey, Checkpoint, list[bytes]]:
    """Fetch the log as anybody does: the key, the checkpoint, all entries."""
    client = Client()
    answer = client.get("/log/checkpoint")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert answer["Cache-Control"] == "public, max-age=5"
    (vkey,) = client.get("/api/v1/log").json()["keys"]
    note = read_note(answer.content)
    key = note_key(vkey)
    assert note.signers([key]) == (key,)
    checkpoint = read_checkpoint(note.text)
    tile = client.get(f"/log/tile/entries/000.p/{checkpoint.size}")
    assert "immutable" in tile["Cache-Control"]
    return key, checkpoint, unbundled(tile.content)


def test_the_files_are_the_log_that_was_signed() -> None:
    _, checkpoint, entries = fetched()
    assert 0 < checkpoint.size == len(entries) < 256
    leaves = Client().get(f"/log/tile/0/000.p/{checkpoint.size}").content
    assert leaves == leaf_hashes(entries)
    assert checkpoint.root == tree_root(leaves)
    smaller = Client().get("/log/tile/0/000.p/1")
    assert smaller.content == leaves[:32]


@pytest.mark.parametrize(
    "place", ["0/000", "0/000.p/0", "0/0", "1/000.p/1", "entries/001.p/1", "0/000.p/255"]
)
def test_what_is_not_there_is_not_served(place: str) -> None:
    fetched()
    assert Client().get(f"/log/tile/{place}").status_code == 404


def test_a_proof_holds_without_us() -> None:
    key, checkpoint, entries = fetched()
    for index, content in enumerate(entries):
        proof = read_log_proof(Client().get(f"/api/v1/log/entries/{index}/proof").json()["proof"].encode())
        assert proof.extra == read_entry(content).tag
        assert check_log_proof(proof, entry=content, log=key).checkpoint == checkpoint


def test_growth_is_proved() -> None:
    _, checkpoint, entries = fetched()
    answer = Client().get(f"/api/v1/log/growth?old=1&size={checkpoint.size}").json()
    check_consistency(
        old=1,
        size=checkpoint.size,
        old_root=tree_root(leaf_hashes(entries[:1])),
        root=checkpoint.root,
        path=[b64decode(each) for each in answer["hashes"]],
    )
    assert Client().get(f"/api/v1/log/growth?old=0&size={checkpoint.size}").status_code == 404


def test_the_page_says_what_it_is_and_how_to_check_it() -> None:
    before = Visitor(None).get("/log/").words
    assert "no checkpoint was signed yet" in before
    _, checkpoint, _ = fetched()
    page = Visitor(None).get("/log/")
    assert page.status == 200
    assert f"{checkpoint.origin}" in page.words
    assert re.search(rf"Entries {checkpoint.size} under the checkpoint of", page.words)
    assert "none yet: nobody else vouches" in page.words


def test_an_organisation_finds_its_entries_and_those_of_others_not() -> None:
    _, checkpoint, _ = fetched()
    mine = Visitor("manager").client.get("/api/v1/log/own/ACME").json()
    assert 0 < len(mine) <= checkpoint.size
    assert all(each["what"] for each in mine)
    assert Visitor("stranger").client.get("/api/v1/log/own/ACME").status_code == 403
