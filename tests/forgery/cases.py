"""Every forgery, with the check that has to fail: for Casthouse's verifier, the independent one and a browser's page.

`python -m tests.forgery.cases FILE` writes them as JSON: `{"name", "content", "trust", "at", "check", "passed"}` each,
the files in base64.
"""

import json
import sys
from base64 import b64encode
from dataclasses import replace
from functools import cache
from pathlib import Path

from casthouse.passport.signature import instant_text
from tests.forgery.archive_forgeries import archive_forgeries
from tests.forgery.content_forgeries import content_forgeries
from tests.forgery.forged import Forgery, trusting
from tests.forgery.hidden_forgeries import hidden_forgeries
from tests.forgery.log_forgeries import log_forgeries
from tests.forgery.passport_forgeries import passport_forgeries
from tests.forgery.period_forgeries import period_forgeries
from tests.forgery.signer_forgeries import signer_forgeries
from tests.forgery.status_forgeries import status_forgeries
from tests.forgery.text_forgeries import text_forgeries
from tests.forgery.token_forgeries import token_forgeries
from tests.forgery.witness_forgeries import witness_forgeries


@cache
def forgeries() -> tuple[Forgery, ...]:
    """Return all forgeries, each under a name of its own."""
    made = (
        *text_forgeries(),
        *content_forgeries(),
        *signer_forgeries(),
        *token_forgeries(),
        *hidden_forgeries(),
        *status_forgeries(),
        *archive_forgeries(),
        *log_forgeries(),
        *period_forgeries(),
        *passport_forgeries(),
        *witness_forgeries(),
    )
    usual = trusting()
    return tuple(each if each.trust else replace(each, trust=usual) for each in made)


def case_members(forgery: Forgery) -> dict[str, object]:
    """Return a case as JSON has it."""
    return {
        "name": forgery.name,
        "content": b64encode(forgery.content).decode(),
        "trust": b64encode(forgery.trust).decode(),
        "at": instant_text(forgery.at),
        "check": forgery.check,
        "passed": forgery.passed,
    }


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps([case_members(each) for each in forgeries()]), encoding="utf-8")
