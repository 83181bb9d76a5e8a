"""Private keys in a device that speaks PKCS#11, such as a hardware security module: it signs, and never shows a key.

The adapter asks for Ed25519 as PKCS#11 3.0 has it (`CKM_EDDSA` on an Edwards key). What a device signed is checked
before it is handed on. The library `python-pkcs11` is loaded when a device is first used.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from casthouse.passport.public_key import KEY_BYTES, PublicKey
from casthouse.refusal import Refusal

CURVE = b"\x13\x0cedwards25519"
"""The curve as a printable string of ASN.1."""
_AS_OCTETS = b"\x04\x20"
"""How ASN.1 wraps 32 octets; some devices give the bare ones."""
_alone = Lock()  # a session does one operation at a time
_sessions: dict["Device", Any] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """Where the device is: the library of its maker, the label of its token, and the PIN, which is never printed."""

    module: str
    token: str
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class DeviceSigner:
    """A private key in a device."""

    public: PublicKey
    _private: Any = field(repr=False, compare=False)

    def sign(self, message: bytes) -> bytes:
        """Return the signature over the message.

        Raises:
            Refusal: `key_device_failed`.
        """
        from pkcs11 import Mechanism  # noqa: PLC0415 - an optional library

        with _asked("to sign"):
            signature = bytes(self._private.sign(message, mechanism=Mechanism.EDDSA))
        if not self.public.verifies(signature, message):
            raise _failed("to sign", "a signature that its own public key does not verify")
        return signature


def device_signer(device: Device, label: str) -> DeviceSigner:
    """Return the key with a label.

    Raises:
        Refusal: `key_device_missing`, `key_device_failed`, `key_device_key_unknown`.
    """
    found = _found(device, label)
    if found is None:
        raise Refusal(
            "key_device_key_unknown",
            found=f"no Ed25519 key with the label “{label[:60]}” in the token {device.token}",
            expected="the private and the public half of the key, both under its label",
            todo="put the right token in, or restore it from the backup of its maker; or else declare the key lost",
        )
    return found


def device_key(device: Device, label: str) -> DeviceSigner:
    """Return the key with a label; where there is none it is made in the device, from which it cannot be taken.

    Raises:
        Refusal: `key_device_missing`, `key_device_failed`.
    """
    found = _found(device, label)
    if found is not None:
        return found
    session = _session(device)
    from pkcs11 import Attribute, KeyType, Mechanism  # noqa: PLC0415 - an optional library

    with _asked("to make a key"):
        curve = session.create_domain_parameters(KeyType.EC_EDWARDS, {Attribute.EC_PARAMS: CURVE}, local=True)
        public, private = curve.generate_keypair(
            mechanism=Mechanism.EC_EDWARDS_KEY_PAIR_GEN, store=True, label=label, id=label.encode()
        )
        return DeviceSigner(_public(public[Attribute.EC_POINT]), private)


def _found(device: Device, label: str) -> DeviceSigner | None:
    session = _session(device)
    from pkcs11 import Attribute, KeyType, ObjectClass  # noqa: PLC0415 - an optional library
    from pkcs11.exceptions import NoSuchKey  # noqa: PLC0415 - as above

    with _asked("for a key"):
        try:
            private, public = (
                session.get_key(object_class=each, key_type=KeyType.EC_EDWARDS, label=label)
                for each in (ObjectClass.PRIVATE_KEY, ObjectClass.PUBLIC_KEY)
            )
        except NoSuchKey:
            return None
        return DeviceSigner(_public(public[Attribute.EC_POINT]), private)


def _public(point: bytes) -> PublicKey:
    raw = bytes(point)
    return PublicKey(raw.removeprefix(_AS_OCTETS) if len(raw) > KEY_BYTES else raw)


def _session(device: Device) -> Any:  # noqa: ANN401 - of the optional library
    if not device.module or not device.token:
        raise _missing("no device")
    try:
        import pkcs11  # noqa: F401, PLC0415 - an optional library
    except ImportError as error:
        raise _missing("no library python-pkcs11") from error
    with _asked("to open"):
        return _opened(device)


def _opened(device: Device) -> Any:  # noqa: ANN401 - of the optional library
    """Return the session of a device, which is opened once a process."""
    import pkcs11  # noqa: PLC0415 - an optional library

    if device not in _sessions:
        token = pkcs11.lib(device.module).get_token(token_label=device.token)
        _sessions[device] = token.open(rw=True, user_pin=device.pin)
    return _sessions[device]


def close_sessions() -> None:
    """Leave every device; it is opened anew when it is next asked."""
    from pkcs11.exceptions import PKCS11Error  # noqa: PLC0415 - an optional library

    while _sessions:
        _, session = _sessions.popitem()
        with suppress(PKCS11Error):
            session.close()


@contextmanager
def _asked(what: str) -> Iterator[None]:
    """Ask the device for something, alone; where it fails the session is opened anew the next time."""
    from pkcs11.exceptions import PKCS11Error  # noqa: PLC0415 - an optional library

    with _alone:
        try:
            yield
        except PKCS11Error as error:
            close_sessions()
            raise _failed(what, f"{type(error).__name__} {error}".strip()) from error


def _failed(what: str, answer: str) -> Refusal:
    return Refusal(
        "key_device_failed",
        found=f"a device that, asked {what}, answered: {answer[:200]}",
        expected="a token of this label, its PIN, and a device that signs with Ed25519",
        todo="compare the settings of the device with its documentation",
    )


def _missing(found: str) -> Refusal:
    return Refusal(
        "key_device_missing",
        found=found,
        expected="the library of the device's maker, its token and PIN, and python-pkcs11",
        todo="set CASTHOUSE_PKCS11_MODULE, CASTHOUSE_PKCS11_TOKEN and CASTHOUSE_PKCS11_PIN, and install casthouse[hsm]",
    )
