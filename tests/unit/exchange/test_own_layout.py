"""Files in a layout of Casthouse's own that a spreadsheet program wrote in another way: what was found is said."""

from pathlib import Path

import pytest

from casthouse.exchange.lots_file import read_lots_file
from casthouse.exchange.measurements_file import read_measurements_file
from casthouse.refusal import Refusal

LOTS = "process,date,facility,step,direction,lot,material,quantity,unit\nP-1,2024-01-01,F,melting,in,L,aluminium,1,t\n"
ACTIVITY = "reference,facility,from,to,kind,item,quantity,unit\nM-1,F,2024-01-01,2024-12-31,soda_ash,,1,t\n"


def written(folder: Path, text: str, name: str = "sent.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(("sign", "word"), [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")])
def test_another_sign_between_the_columns_is_named(tmp_path: Path, sign: str, word: str) -> None:
    for text, reader in ((LOTS, read_lots_file), (ACTIVITY, read_measurements_file)):
        with pytest.raises(Refusal) as refused:
            reader(written(tmp_path, text.replace(",", sign)))
        said = refused.value.text
        assert refused.value.code == "heading_missing"
        assert said.found == f"in row 1 {word} between the columns"
        assert "commas between the columns" in said.expected
        assert ".xlsx" in said.todo


@pytest.mark.parametrize("name", ["sent.xls", "sent.XLSX"])
def test_a_text_that_is_named_as_a_workbook_is_told_from_one(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_lots_file(written(tmp_path, "<html><table><tr><td>process</td></tr></table></html>\n", name))
    assert refused.value.code == "file_unreadable"
    assert name.lower()[4:] in refused.value.text.found
    assert read_lots_file(written(tmp_path, LOTS, name)).rows.height == 1, "a name alone is no reason"


def test_a_semicolon_in_one_heading_is_none_between_columns(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        read_lots_file(written(tmp_path, LOTS.replace("unit\n", "unit; t or kg\n")))
    assert refused.value.text.found == "in row 1 no column unit"
