"""Private keys in a device: SoftHSM from Debian, which `script/test` installs, spoken to over PKCS#11 as any other."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from casthouse.passport.key_life import KeyState
from casthouse.passport.key_owner import organisation_owner
from casthouse.service import clock, key_maker, key_signer
from casthouse.service import signing_key as service
from casthouse.service.permission import OPERATOR
from casthouse.storage import key_device
from casthouse.storage import signing_key as key_store
from casthouse.storage.key_device import Device, device_signer
from tests.contract.register_text import one_scope, register_text
from tests.contract.store import Store
from tests.unit.refusing import refused

pytestmark = pytest.mark.one_store

MODULE, TOKEN, PIN = "/usr/lib/softhsm/libsofthsm2.so", "casthouse", "1234"
ACME = organisation_owner("ACME")


@pytest.fixture(scope="module", autouse=True)
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A token of its own; SoftHSM reads its settings once a process."""
    assert Path(MODULE).exists(), "SoftHSM is missing; script/test installs it (apt-get install softhsm2)"
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    (folder / "conf").write_text(f"directories.tokendir = {folder}/tokens\nobjectstore.backend = file\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(folder / "conf"))
        made = ["softhsm2-util", "--init-token", "--free", "--label", TOKEN, "--pin", PIN, "--so-pin", "5678"]
        subprocess.run(made, check=True, capture_output=True)
        yield
        key_device.close_sessions()  # its token is gone


@pytest.fixture
def world(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    for name, value in (("MODULE", MODULE), ("TOKEN", TOKEN), ("PIN", PIN)):
        monkeypatch.setattr(settings, f"PKCS11_{name}", value)
    store.load(register_text(one_scope()))
    with store.in_use():
        yield store


def made(device: str, owner: str = "ACME") -> Any:
    return service.make_key(OPERATOR, owner=owner, device=device)


def test_a_key_in_a_device_signs_and_is_replaced_by_another(world: Store) -> None:
    key = made("roll-1")
    signature = key_signer.signer_for(ACME, clock.now()).sign(b"a statement")
    assert key.public.verifies(signature, b"a statement")
    assert not key.public.verifies(signature, b"another")
    assert key_store.sealed_key(key.public) is None
    answer = world.run("key", "rotate", "ACME", "--device", "roll-2").json
    assert (answer["device"], answer["replaces"]) == ("roll-2", key.public.multikey)
    assert key_signer.signer_for(ACME, clock.now()).public.multikey == answer["multikey"]
    sealed = service.rotate_key(OPERATOR, owner="ACME")
    assert key_signer.signer_for(ACME, clock.now()).public == sealed.public
    states = [each.state(clock.now()) for each in service.owner_keys(OPERATOR, owner="ACME").keys]
    assert states == [KeyState.SIGNING, KeyState.SUPERSEDED, KeyState.SUPERSEDED]


@pytest.mark.usefixtures("world")
def test_a_key_of_the_device_is_one_owners_once() -> None:
    made("shared")
    with refused("key_device_taken"):
        made("shared", "SUP")
    with refused("key_device_taken"):
        service.rotate_key(OPERATOR, owner="ACME", device="shared")


@pytest.mark.usefixtures("world")
def test_a_device_that_is_missing_closed_or_another_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    made("here")

    def signs() -> Any:
        return key_signer.signer_for(ACME, clock.now())

    for name, value, code in (
        ("MODULE", "", "key_device_missing"),
        ("TOKEN", "", "key_device_missing"),
        ("TOKEN", "another", "key_device_failed"),
        ("PIN", "0000", "key_device_failed"),
    ):
        with monkeypatch.context() as patch, refused(code):
            patch.setattr(settings, f"PKCS11_{name}", value)
            signs()
    device = Device(module=MODULE, token=TOKEN, pin=PIN)
    assert PIN not in repr(device)
    with refused("key_device_key_unknown"):
        device_signer(device, "nowhere")
    other = key_device.device_key(device, "other")
    with monkeypatch.context() as patch, refused("key_device_changed"):
        patch.setattr(key_maker, "device_signer", lambda *_: other)
        signs()
    assert signs().public


@pytest.mark.usefixtures("world")
def test_a_signature_that_does_not_verify_is_not_handed_on() -> None:
    class Faulty:
        def sign(self, message: bytes, mechanism: object) -> bytes:  # noqa: ARG002
            return bytes(64)

    signer = key_device.DeviceSigner(made("faulty").public, Faulty())
    with refused("key_device_failed"):
        signer.sign(b"x")
