"""The page that checks without a network, opened from a folder in a browser that has none; and PDFs to drop on it."""

import base64
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright
from pypdf import PdfWriter

from casthouse.custody.document_state import DocumentRecord
from casthouse.exchange.document_pdf import documents_pdf
from casthouse.exchange.offline_check import offline_check
from casthouse.exchange.pdf_attachment import with_statement
from casthouse.exchange.statement_file import PROOF_NAME, STATEMENT_NAME
from casthouse.service.verification import verify_file
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.unit.exchange.document_samples import PLAIN
from tests.unit.passport.statement_world import NOW

PHONE, DESK = (390, 844), (1440, 900)
PAGE = offline_check(version="0")
ADDRESSES = {(PLAIN.issuer.code, PLAIN.number): "https://casthouse.example/check/7w3kq2"}

_RUN = """async (cases) => {
  const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const { verifyFile, readBundle, instantOf } = globalThis.casthouse;
  const answers = [];
  for (const { content, trust, at, digest } of cases) {
    const believed = trust === null ? null : readBundle(bytes(trust));
    const found = await verifyFile(bytes(content), { trust: believed, at: instantOf(at, "at"), digest });
    const subject = found.signed?.credential.credentialSubject;
    answers.push({ verified: found.verified, checks: found.checks, subject });
  }
  return answers;
}"""


@dataclass(frozen=True, kw_only=True)
class Case:
    """A file, what is believed, and of when is asked."""

    name: str
    content: bytes
    trust: bytes | None = None
    at: datetime = NOW
    digest: str = ""

    @property
    def answer(self) -> dict[str, Any]:
        """What the verifier of the product says."""
        return verify_file(self.content, trust=self.trust, at=self.at, expected_digest=self.digest).as_json()

    @property
    def asked(self) -> dict[str, str | None]:
        """The case as the page takes it."""
        return {
            "content": base64.b64encode(self.content).decode(),
            "trust": None if self.trust is None else base64.b64encode(self.trust).decode(),
            "at": self.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "digest": self.digest,
        }


@contextmanager
def offline_page(folder: Path, *, content: bytes = PAGE, size: tuple[int, int] = DESK) -> Iterator[Page]:
    """Open a saved copy without a network; an error, a request or a cookie fails the test."""
    file = folder / "check.html"
    file.write_bytes(content)
    faults: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        context = browser.new_context(viewport={"width": size[0], "height": size[1]})
        context.set_offline(True)
        page = context.new_page()
        page.on(
            "request", lambda request: None if request.url == file.as_uri() else faults.append(request.url)
        )
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text))
        page.goto(file.as_uri())
        yield page
        assert context.cookies() == []
        browser.close()
    assert faults == []


def answers(page: Page, cases: Sequence[Case]) -> list[dict[str, Any]]:
    """Return what the page says of each case, all asked at once."""
    found: list[dict[str, Any]] = page.evaluate(_RUN, [case.asked for case in cases])
    return found


def verdict(answer: dict[str, Any]) -> dict[str, bool | None]:
    """Return the answers of an answer without their words."""
    return {"verified": answer["verified"]} | {each["name"]: each["passed"] for each in answer["checks"]}


def pdf(*statements: bytes, proofs: Sequence[bytes] = ()) -> bytes:
    """Return a document as it is printed, with a statement attached as it is; more of them and proofs behind it."""
    paper = documents_pdf([DocumentRecord(document=PLAIN)], addresses=ADDRESSES)
    first, *more = statements
    content = with_statement(paper, first)
    behind = [*((STATEMENT_NAME, each) for each in more), *((PROOF_NAME, each) for each in proofs)]
    for name, attached in behind:
        writer, target = PdfWriter(clone_from=BytesIO(content)), BytesIO()
        writer.add_attachment(name, attached)
        writer.write(target)
        content = target.getvalue()
    return content
