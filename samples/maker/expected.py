"""What the samples must give: read back from the written files, judged, and compared with what was meant."""

import json
from pathlib import Path

from maker.companies import BY_CODE
from maker.figures import figures
from maker.files import EXPORTS
from maker.judging import Accounts, Answer, judge, mass_g
from maker.numbering import document_number
from maker.parties import FIRST_DAY, LAST_DAY
from maker.reading import Record, read
from maker.rows import Row

KEEPING_BOOKS = frozenset(export.company for export in EXPORTS)
NEVER_ISSUED = "ITHALA-2025-000005"  # the one document number of the samples that has no document
Documents = dict[str, dict[str, Record]]


def expected_json(folder: Path, files: dict[str, list[Row]]) -> str:
    """Return `expected.json`; stop where a file does not answer as it was meant to."""
    answers: dict[str, Answer] = {}
    before_late: dict[str, object] = {}
    books = {export.company: Accounts(company=BY_CODE[export.company]) for export in EXPORTS}
    for export in EXPORTS:
        answers[export.file] = _import(folder / export.file, export.profile, books[export.company], files)
    documents = {company: _documents(accounts) for company, accounts in books.items()}
    for export in EXPORTS:
        if export.late_file:
            before_late[export.company] = _position(books[export.company])
            answers[export.late_file] = _import(
                folder / export.late_file, "casthouse", books[export.company], files
            )
    _check_both_ends(books, documents)
    _check_flows(books)
    whole = {
        "files": {file: _answer(answer) for file, answer in answers.items()},
        "documents": {company: _numbers(company, issued) for company, issued in documents.items()},
        "positions": {BY_CODE[company].scope: _position(accounts) for company, accounts in books.items()},
        "positions_before_late": {BY_CODE[company].scope: one for company, one in before_late.items()},
    }
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def _import(path: Path, profile: str, accounts: Accounts, files: dict[str, list[Row]]) -> Answer:
    """Read a file back and judge it; every row must get the answer that was meant for it."""
    answer = judge(read(path, profile), accounts)
    meant = [
        (number, row.cells["reference"], row.answer)
        for number, row in enumerate(files[path.name], 2)
        if row.answer not in {"", "unchanged", "skipped"}
    ]
    assert answer.refused == meant, (path.name, answer.refused, meant)
    for word in ("unchanged", "skipped"):
        assert getattr(answer, word) == sum(row.answer == word for row in files[path.name]), path.name
    assert answer.posted + answer.unchanged + answer.skipped + len(answer.refused) == len(files[path.name])
    return answer


def _answer(answer: Answer) -> dict[str, object]:
    return {
        "posted": answer.posted,
        "unchanged": answer.unchanged,
        "skipped": answer.skipped,
        "refused": [{"row": row, "reference": key, "code": code} for row, key, code in answer.refused],
    }


def _position(accounts: Accounts) -> dict[str, object]:
    """Return the position of a company's scope as the command prints it."""
    return {
        "scope": accounts.company.scope,
        "period": {"start": FIRST_DAY.isoformat(), "end": LAST_DAY.isoformat()},
        "stages": figures(accounts.totals(), accounts.company.openings),
    }


def _documents(accounts: Accounts) -> dict[str, Record]:
    """Return the CoC shipments by the document number that bulk issuing gives them."""
    claimed = [one for one in accounts.standing() if one["kind"] == "shipment" and one["coc"] == "yes"]
    claimed.sort(key=lambda one: (one["date"], one["reference"]))
    return {document_number(accounts.company.code, number): one for number, one in enumerate(claimed, 1)}


def _numbers(company: str, issued: dict[str, Record]) -> dict[str, object]:
    first = document_number(company, 1) if issued else None
    last = document_number(company, len(issued)) if issued else None
    return {"issued": len(issued), "first": first, "last": last}


def _check_both_ends(books: dict[str, Accounts], documents: Documents) -> None:
    """Stop where a receipt names a document of our companies that is another's, of another mass, or none."""
    received: dict[str, int] = {}
    for company, accounts in books.items():
        for one in accounts.standing():
            if one["kind"] != "receipt" or one["counterparty"] not in KEEPING_BOOKS or not one["document"]:
                continue
            number = one["document"]
            if number != NEVER_ISSUED:
                shipment = documents[one["counterparty"]][number]
                assert shipment["counterparty"] == company, number
                assert shipment["material"] == one["material"], number
                assert shipment["date"] <= one["date"], number
            received[number] = received.get(number, 0) + mass_g(one)
    for number, mass in received.items():
        issued = documents[number.split("-")[0]].get(number)
        assert (issued is None) == (number == NEVER_ISSUED), number
        assert issued is None or mass_g(issued) == mass, number


def _check_flows(books: dict[str, Accounts]) -> None:
    """Stop where a company sends out more than plants like its own could make of what comes in."""
    for company, accounts in books.items():
        totals = accounts.totals()
        bauxite, alumina, metal = (totals[stage] for stage in ("bauxite", "alumina", "aluminium"))
        ore_left_g = bauxite.coc_in_g + bauxite.other_in_g - bauxite.out_g
        alumina_left_g = alumina.coc_in_g + alumina.other_in_g + alumina.made_g - alumina.out_g
        metal_left_g = metal.coc_in_g + metal.other_in_g + metal.made_g - metal.out_g
        assert ore_left_g >= 2.2 * alumina.made_g, (company, "bauxite")
        assert alumina_left_g >= 1.93 * metal.made_g, (company, "alumina")
        assert metal_left_g >= 0.02 * (metal.coc_in_g + metal.other_in_g), (company, "aluminium")
