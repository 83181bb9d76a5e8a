"""What every store promises of complaints: by command from receipt to appeal, and of writers at once one is taken."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.contract.register_text import one_scope, register_text
from tests.contract.store import Answer, Store


@pytest.fixture
def filled(store: Store) -> Store:
    assert store.load(register_text(one_scope())).code == 0
    return store


def recorded(store: Store, *more: str) -> tuple[str, str]:
    """Record a complaint and return its reference and key."""
    given = ("--about", "organisation", "--party", "ACME", "--topic", "remedy", "--text", "dust")
    answer = store.run("complaint", "record", *given, *more)
    assert answer.code == 0, answer.out
    return answer.json["complaint"], answer.json["key"]


def with_key(store: Store, monkeypatch: pytest.MonkeyPatch, key: str, *more: str) -> Answer:
    """Come back with a key on standard input."""
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{key}\n"))
    return store.run("complaint", "return", *more)


def test_a_complaint_by_command(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    evidence = filled.file("dust.txt", "dust on the beans")
    reference, key = recorded(filled, "--file", evidence, "--language", "se", "--criterion", "9.3")
    assert filled.run("complaint", "assign", reference, "--handler", "operator").code == 0
    for act in ("screened", "investigated"):
        assert filled.run("complaint", "say", reference, "--act", act, "--text", "because").code == 0
    told = ("--code", "ACME", "--text", "Somebody speaks of dust.")
    for act in ("shared", "sent_to_audit"):
        assert filled.run("complaint", "tell", reference, "--act", act, *told).code == 0
    assert filled.run("complaint", "say", reference, "--act", "rejected", "--text", "no dust").code == 0
    own = with_key(filled, monkeypatch, key, "--appeal", "look again").json
    assert (own["state"], own["language"], own["criterion"], len(own["files"])) == (
        "appealed",
        "se",
        "9.3",
        1,
    )
    assert filled.run("complaint", "show", reference).refusal == "complaint_unknown"  # the first handler
    assert with_key(filled, monkeypatch, "no key").refusal == "complaint_key_unknown"
    counts = filled.run("complaint", "counts").json
    assert (counts["state"]["total"], counts["state"]["counts"]["appealed"]) == (None, None)
    assert filled.run("check").json["clean"]


def test_of_two_who_move_it_at_once_one_does(filled: Store) -> None:
    reference, _ = recorded(filled)
    assert filled.run("complaint", "assign", reference, "--handler", "operator").code == 0
    said = ("complaint", "say", reference, "--act", "screened", "--text", "because", "--json")
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _: filled.run_apart(*said), range(2)))
    assert sorted(each.code for each in answers) == [0, 1]
    refused = next(each for each in answers if each.code)
    assert refused.refusal == "complaint_move_not_allowed"
