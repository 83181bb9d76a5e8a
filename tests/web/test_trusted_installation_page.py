"""Other installations on the page and over the API: the secretariat takes and ends a word, others read it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.forgery.forged import honest_text, trusting
from tests.web.api_world import World
from tests.web.page_visit import Visitor

pytestmark = [pytest.mark.usefixtures("world"), pytest.mark.one_store]
PAGE = "/installations/"
WHY = "SHA-256 compared with <b>Ms Weber</b>"


def sent(content: bytes, reason: str = WHY) -> dict[str, object]:
    return {"form": "trust", "file": SimpleUploadedFile("trust.json", content), "reason": reason}


def test_a_word_is_taken_and_ended_on_the_page() -> None:
    secretary, manager = Visitor("secretariat"), Visitor("manager")
    assert "No other installation is believed" in manager.get(PAGE).text
    assert "Take the word" not in manager.get(PAGE).text
    assert secretary.post(PAGE, sent(b"{}")).refusal == "trust_bundle_invalid"
    assert secretary.post(PAGE, sent(trusting(), reason="")).status == 422
    taken = secretary.post(PAGE, sent(trusting()))
    assert "is believed: what is signed there can be booked here." in taken.words
    read = manager.get(PAGE).text
    assert "https://casthouse.example" in read
    assert "compared with &lt;b&gt;Ms Weber" in read
    ended = {"form": "end", "installation": "https://casthouse.example", "reason": "its key was stolen"}
    assert manager.post(PAGE, ended).status == 403
    assert "is believed no more" in secretary.post(PAGE, ended).words
    assert secretary.post(PAGE, ended).status == 422  # it is not offered any more


def test_a_document_of_an_installation_that_is_not_believed_is_refused_with_what_to_do(world: World) -> None:
    told = world.post("/organisations/ACME/received-documents", honest_text(), "manager")
    assert told.code == "issuer_untrusted"
