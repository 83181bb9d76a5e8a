"""Who calls the API: sessions with their CSRF token, tokens in force, and nobody else."""

import json
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User
from django.test import Client

from casthouse.service.permission import OPERATOR
from casthouse.service.person import remove_person
from casthouse.service.token import create_token, revoke_token, tokens
from casthouse.storage.models import ApiTokenRow, JournalRow
from tests.contract.movement_rows import receipt
from tests.unit.refusing import refused
from tests.web.api_world import API, MOVEMENTS, Told, World

ROWS = json.dumps([receipt("A-1")])


def signed_in(username: str = "manager") -> Client:
    """Return a browser in which a person is signed in, with the check of the CSRF token on."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(username=username), "django.contrib.auth.backends.ModelBackend")
    return client


def post(client: Client, **headers: str) -> Told:
    """Post rows as a browser."""
    return Told(client.post(API + MOVEMENTS, ROWS, content_type="application/json", headers=headers))


@pytest.mark.usefixtures("world")
def test_a_session_reads() -> None:
    told = Told(signed_in().get(f"{API}/me"))
    assert told.json == {"name": "manager", "store_roles": [], "organisation_roles": {"ACME": ["manager"]}}


@pytest.mark.usefixtures("world")
def test_a_session_writes_with_its_csrf_token_only() -> None:
    client = signed_in()
    told = post(client)
    assert (told.status, told.code) == (403, "csrf_failed")
    token = "c" * 32
    client.cookies["csrftoken"] = token
    assert post(client, **{"X-CSRFToken": "d" * 32}).code == "csrf_failed"
    assert post(client, **{"X-CSRFToken": token}).status == 201


@pytest.mark.usefixtures("world")
def test_a_form_of_another_site_posts_nothing() -> None:
    answer = signed_in().post(API + MOVEMENTS, {"file": "x"}, headers={"Origin": "https://evil.example"})
    assert Told(answer).code == "csrf_failed"


@pytest.mark.usefixtures("world")
def test_a_session_does_not_help_a_token_that_opens_nothing() -> None:
    answer = signed_in().get(f"{API}/me", headers={"Authorization": "Bearer casthouse_000000_x"})
    assert Told(answer).code == "not_signed_in"


def test_a_token_writes_without_a_session(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    assert post(client, Authorization=f"Bearer {world.secrets['clerk']}").status == 201


def headers_of(secret: str) -> dict[str, str]:
    """Return headers that must open nothing, made from one that does."""
    mark, prefix, proof = secret.split("_", 2)
    return {
        "empty": "",
        "no scheme": secret,
        "other scheme": f"Basic {secret}",
        "no token": "Bearer",
        "other proof": f"Bearer {mark}_{prefix}_{proof[:-1]}{'A' if proof[-1] != 'A' else 'B'}",
        "no proof": f"Bearer {mark}_{prefix}_",
        "other prefix": f"Bearer {mark}_{'0' * len(prefix)}_{proof}",
        "other mark": f"Bearer other_{prefix}_{proof}",
        "any prefix": f"Bearer {mark}_%_{proof}",
        "not ascii": f"Bearer {mark}_{prefix}_clé",
    }


@pytest.mark.parametrize("name", list(headers_of("a_b_c")))
def test_headers_that_open_nothing(name: str, world: World) -> None:
    secret = world.secrets["manager"]
    assert Told(Client().get(f"{API}/me", headers={"Authorization": f"Bearer {secret}"})).status == 200
    told = Told(Client().get(f"{API}/me", headers={"Authorization": headers_of(secret)[name]}))
    assert (told.status, told.code) == (401, "not_signed_in")


def test_a_revoked_token_opens_nothing(world: World) -> None:
    (token,) = tokens(OPERATOR, username="manager")
    assert world.post(f"/tokens/{token.prefix}/revoke").json["revoked_at"] is not None
    assert world.get("/me").code == "not_signed_in"


def test_an_expired_token_opens_nothing(world: World) -> None:
    past = datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 2, 1, tzinfo=UTC)
    ApiTokenRow.objects.filter(user__username="manager").update(created_at=past[0], expires_at=past[1])
    assert world.get("/me").code == "not_signed_in"


def test_a_person_who_may_not_sign_in_has_no_token_either(world: World) -> None:
    User.objects.filter(username="manager").update(is_active=False)
    assert world.get("/me").code == "not_signed_in"


def test_a_token_may_what_its_person_may_now(world: World) -> None:
    assert world.get(MOVEMENTS, "clerk").status == 200
    remove_person(OPERATOR, username="clerk", role="clerk", organisation="ACME")
    assert world.get(MOVEMENTS, "clerk").code == "not_permitted"
    assert world.get("/me", "clerk").json["organisation_roles"] == {}


def test_nobody_sees_or_revokes_a_token_of_another(world: World) -> None:
    (token,) = tokens(OPERATOR, username="manager")
    assert world.post(f"/tokens/{token.prefix}/revoke", person="clerk").code == "token_unknown"
    assert token.prefix not in {each["prefix"] for each in world.get("/tokens", "clerk").json["tokens"]}
    assert world.get("/me").status == 200


@pytest.mark.usefixtures("world")
def test_the_store_keeps_a_digest_and_a_record_but_no_secret() -> None:
    secret = create_token(OPERATOR, username="clerk", name="ERP night job", days=90).secret
    rows = [str(vars(row)) for row in (*ApiTokenRow.objects.all(), *JournalRow.objects.all())]
    proof = secret.split("_", 2)[2]
    assert not any(secret in row or proof in row for row in rows)
    acts = list(JournalRow.objects.filter(act="token.create").values_list("actor", "detail"))
    assert acts[-1] == ("operator", {"name": "ERP night job"})
    (newest, _) = tokens(OPERATOR, username="clerk")
    assert (newest.expires_at - newest.created_at).days == 90


@pytest.mark.usefixtures("world")
def test_tokens_that_are_refused() -> None:
    with refused("person_unknown"):
        create_token(OPERATOR, username="nobody", name="x")
    for name in ("", "  ", "x" * 101, "a\nb"):
        with refused("token_name_invalid"):
            create_token(OPERATOR, username="clerk", name=name)
    for days in (0, -1, 3_651):
        with refused("token_days_invalid"):
            create_token(OPERATOR, username="clerk", name="x", days=days)
    with refused("token_unknown"):
        revoke_token(OPERATOR, prefix="000000")
