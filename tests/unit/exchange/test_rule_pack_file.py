from pathlib import Path

import pytest

from casthouse.exchange.rule_pack_file import (
    BUILT_IN_CODES,
    DEFAULT_CODE,
    FILE_SIZE_MAX,
    built_in_rule_packs,
    rule_pack_file,
)
from tests.unit.refusing import refused
from tests.unit.standard.pack_samples import HEADER, override


def test_the_built_in_packs_are_there_under_their_codes_and_aliases() -> None:
    packs = built_in_rule_packs()
    assert {code: packs[code].code for code in packs} == {
        **{code: code for code in BUILT_IN_CODES},
        "coc-v2.1": "coc-v2",
    }
    assert DEFAULT_CODE in packs
    assert all(pack.built_in for pack in packs.values())


def test_every_pack_in_the_folder_is_built_in() -> None:
    import casthouse.standard  # noqa: PLC0415 - only to find its folder

    folder = Path(casthouse.standard.__path__[0]) / "rule_packs"
    assert sorted(path.stem for path in folder.iterdir()) == sorted(BUILT_IN_CODES)


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(b"\xef\xbb\xbf" + (HEADER + override("cash.cap", "5000")).encode())
    assert rule_pack_file(path).count("cash.cap") == 5000


def test_a_file_up_to_the_limit_is_read_and_one_byte_more_is_not(tmp_path: Path) -> None:
    text = HEADER.encode()
    path = tmp_path / "own.toml"
    path.write_bytes(text + b"#" * (FILE_SIZE_MAX - len(text)))
    assert rule_pack_file(path).code == "own"
    path.write_bytes(text + b"#" * (FILE_SIZE_MAX - len(text) + 1))
    with refused("rule_pack_unreadable"):
        rule_pack_file(path)


@pytest.mark.parametrize("name", ["missing.toml", ".", "no\0name"])
def test_a_path_without_a_readable_file_is_refused(tmp_path: Path, name: str) -> None:
    with refused("rule_pack_unreadable"):
        rule_pack_file(tmp_path / name)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(b"\xff\xfe[\0")
    with refused("rule_pack_unreadable"):
        rule_pack_file(path)
