"""Rows of the table of permissions: the keys with which owners sign."""

from casthouse.passport.key_life import EndKind
from casthouse.service import did_document, key_succession, key_wrapping, signing_key, trusted_installation
from casthouse.service.permission import Act
from tests.scenario.permission_world import Place, Row

KEY_ROWS = (
    Row(use_case=signing_key.owner_keys, act=Act.KEY_READ, place=Place.OWNER),
    Row(use_case=trusted_installation.trusted_installations, act=Act.TRUST_READ, place=Place.ANYWHERE),
    Row(
        use_case=trusted_installation.trust_installation,
        act=Act.TRUST_SET,
        place=Place.STORE,
        given={"content": b"{}"},
        outcome="trust_bundle_invalid",
    ),
    Row(
        use_case=trusted_installation.distrust_installation,
        act=Act.TRUST_SET,
        place=Place.STORE,
        given={"installation": "https://x.example"},
        outcome="trust_installation_unknown",
    ),
    Row(use_case=signing_key.make_key, act=Act.KEY_MAKE, place=Place.OWNER),
    Row(use_case=signing_key.rotate_key, act=Act.KEY_MAKE, place=Place.OWNER, outcome="key_missing"),
    Row(
        use_case=signing_key.revoke_key,
        act=Act.KEY_REVOKE,
        place=Place.OWNER,
        given={"key": "z6Mk", "kind": EndKind.LOST},
        outcome="key_unknown",
    ),
    Row(
        use_case=did_document.did_document,
        act=Act.KEY_DOCUMENT_READ,
        place=Place.ANYWHERE,
        outcome="did_unknown",
    ),
    Row(
        use_case=key_succession.confirm_key,
        act=Act.KEY_CONFIRM,
        place=Place.OWNER,
        given={"key": "z6Mk"},
        outcome="key_unknown",
    ),
    Row(
        use_case=key_succession.succession_document,
        act=Act.KEY_DOCUMENT_READ,
        place=Place.ANYWHERE,
        given={"key": "z6Mk"},
        outcome="succession_unknown",
    ),
    Row(
        use_case=key_wrapping.rewrap_keys,
        act=Act.KEY_REWRAP,
        place=Place.STORE,
        outcome="key_passphrase_weak",
    ),
    Row(
        use_case=key_wrapping.declare_secret_lost,
        act=Act.KEY_REWRAP,
        place=Place.STORE,
        outcome="key_passphrase_weak",
    ),
)
