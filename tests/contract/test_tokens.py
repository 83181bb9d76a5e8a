"""`casthouse token`: tokens for programs, made by the operator; the secret is printed once."""

import pytest

from tests.contract.store import Store


@pytest.fixture
def staffed(store: Store) -> Store:
    """Return a store with one person."""
    assert store.run("person", "add", "ada", "--role", "secretariat", "--generate").code == 0
    return store


def test_a_token_is_made_listed_and_revoked(staffed: Store) -> None:
    made = staffed.run("token", "create", "ada", "--name", "ERP night job", "--days", "30")
    assert made.code == 0
    prefix, secret = made.json["prefix"], made.json["secret"]
    assert secret.startswith(f"casthouse_{prefix}_")
    listed = staffed.run("token", "list", "ada")
    (token,) = listed.json["tokens"]
    assert (token["prefix"], token["name"], token["revoked_at"]) == (prefix, "ERP night job", None)
    assert secret.split("_", 2)[2] not in listed.out
    assert secret.split("_", 2)[2] not in str(staffed.dump())
    assert staffed.run("token", "revoke", prefix).json["revoked_at"] is not None
    again = staffed.run("token", "revoke", prefix)
    assert (again.code, again.json) == (0, staffed.run("token", "list", "ada").json["tokens"][0])


def test_the_secret_is_all_that_people_get_on_standard_output(staffed: Store) -> None:
    answer = staffed.run_apart("token", "create", "ada", "--name", "x")
    assert answer.code == 0, answer.err
    (secret,) = answer.out.splitlines()
    assert secret.startswith("casthouse_")
    assert secret not in answer.err


def test_tokens_that_are_refused(staffed: Store) -> None:
    assert staffed.run("token", "create", "eve", "--name", "x").refusal == "person_unknown"
    assert staffed.run("token", "list", "eve").refusal == "person_unknown"
    assert staffed.run("token", "create", "ada", "--name", " ").refusal == "token_name_invalid"
    assert staffed.run("token", "revoke", "000000").refusal == "token_unknown"
    assert staffed.run("token", "create", "ada", "--name", "x", "--days", "0").code == 2
    assert staffed.run("token", "create", "ada").code == 2
