"""Rows of the table of permissions: the transparency log."""

from pathlib import Path

from casthouse.passport.note_key import NoteKey, NoteKeyKind
from casthouse.passport.signer import memory_signer
from casthouse.service import cosignature, log_monitor, public_log
from casthouse.service.cosignature import WitnessPlace
from casthouse.service.permission import Act
from tests.scenario.permission_world import Place, Row

NOWHERE = WitnessPlace(
    key=NoteKey("w.example", memory_signer(bytes(32)).public, NoteKeyKind.COSIGNATURE),
    url="http://127.0.0.1:9",
)

LOG_ROWS = (
    Row(use_case=public_log.public_log, act=Act.LOG_READ, place=Place.ANYWHERE),
    Row(use_case=public_log.public_checkpoint, act=Act.LOG_READ, place=Place.ANYWHERE),
    Row(
        use_case=public_log.public_tile,
        act=Act.LOG_READ,
        place=Place.ANYWHERE,
        given={"path": "tile/9/000"},
        outcome="tile_unknown",
    ),
    Row(
        use_case=public_log.export_log,
        act=Act.LOG_READ,
        place=Place.ANYWHERE,
        given={"folder": Path("/dev/null/nowhere")},
        outcome="log_folder_unusable",
    ),
    Row(
        use_case=public_log.entry_proof,
        act=Act.LOG_READ,
        place=Place.ANYWHERE,
        given={"index": 10**6},
        outcome="log_place_unknown",
    ),
    Row(
        use_case=public_log.growth_proof,
        act=Act.LOG_READ,
        place=Place.ANYWHERE,
        given={"old": 1, "size": 10**6},
        outcome="log_place_unknown",
    ),
    Row(
        use_case=cosignature.cosign,
        act=Act.LOG_COSIGN,
        place=Place.STORE,
        given={"witness": NOWHERE},
        outcome="address_unreachable",
    ),
    Row(use_case=log_monitor.own_entries, act=Act.LOG_MONITOR, place=Place.ORGANISATION),
)
