"""Two installations that share nothing but public files: SUP issues and signs at the one, ACME books at the other."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from casthouse.service.permission import VISITOR
from casthouse.service.statement_download import StatementForm, statement_file
from tests.contract.movement_rows import Row, file_text, other_receipt
from tests.contract.register_text import certificate, facility, organisation, register_text, scope
from tests.contract.store import Answer, Store
from tests.scenario.trade import YEAR, Trade

THERE, HERE = "https://coc.there.example", "https://coc.here.example"
NUMBER = "SUP-2024-000001"
WHY = ("--reason", "SHA-256 compared by telephone")


class Installation:
    """A store with an address of its own."""

    def __init__(self, store: Store, address: str, settings: Settings) -> None:
        self.store, self.address, self._settings = store, address, settings

    def answer(self, *arguments: str) -> Answer:
        self._settings.PUBLIC_URL = self.address
        return self.store.run(*arguments)

    def run(self, *arguments: str) -> Any:
        answer = self.answer(*arguments)
        assert answer.code == 0, answer.out + answer.err
        return answer.json

    def refused(self, *arguments: str) -> str:
        """Return the code of a command that must be refused and leave the store as it was."""
        before = self.store.dump()
        code = self.answer(*arguments).refusal
        assert self.store.dump() == before
        return code


class Seller(Installation):
    """The installation at which SUP issued a document to ACME and signed it."""

    def __init__(self, store: Store, settings: Settings) -> None:
        super().__init__(store, THERE, settings)
        settings.PUBLIC_URL = THERE
        Trade(store).issue()
        self.run("key", "create", "SUP")
        self.statement = self.run("statement", "document", NUMBER, "--organisation", "SUP")["id"]
        self.run("statement", "certificate", "COC-1")

    def file(self, form: str = "zip", statement: str = "") -> Path:
        """Write the statement in one form."""
        self._settings.PUBLIC_URL = self.address
        with self.store.in_use():
            content = statement_file(
                VISITOR, identifier=statement or self.statement, form=StatementForm(form)
            )
        return Path(self.store.file(f"statement.{form}", content))

    def bundle(self) -> str:
        """Write the trust bundle, which is public."""
        return str(self.run("trust-bundle", str(self.store.home / "trust.json"))["file"])


class Buyer(Installation):
    """The installation of ACME, whose register knows nothing of SUP."""

    def __init__(self, store: Store, settings: Settings, name: str = "ACME") -> None:
        super().__init__(store, HERE, settings)
        register = {
            "organisation": [organisation(name)],
            "facility": [facility("ACME-CH", name)],
            "scope": [scope("ACME-COC", name, ["ACME-CH"], YEAR)],
            "certificate": [certificate("COC-2", "ACME-COC", "2023-01-01", "2026-12-31")],
        }
        assert store.load(register_text(register)).code == 0
        assert store.post(name, file_text([other_receipt("OTHER", quantity="100")])).code == 0

    def trust(self, bundle: str) -> Any:
        return self.run("trust", "add", bundle, *WHY)

    def receive(self, file: Path | str, *options: str) -> tuple[str, ...]:
        return ("document", "receive", str(file), "--organisation", "ACME", *options)

    def post(self, *rows: Row) -> None:
        """Post movements of ACME, all of which must be good."""
        answer = self.store.post("ACME", file_text(list(rows)))
        assert answer.code == 0, answer.out

    def findings(self) -> list[str]:
        told = self.answer("check").json
        assert told["clean"], told["differences"]
        return [each["code"] for each in told["findings"]]


@pytest.fixture
def buyer(store: Store, settings: Settings) -> Buyer:
    return Buyer(store, settings)


@pytest.fixture
def seller(new_store: Callable[[], Store], store: Store, settings: Settings) -> Seller:  # noqa: ARG001 - lets tests reach a store
    return Seller(new_store(), settings)


def bundle_members(file: str) -> dict[str, Any]:
    """Return the members of a trust bundle, to be changed."""
    members: dict[str, Any] = json.loads(Path(file).read_text())
    return members
