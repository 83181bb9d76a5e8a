"""Makes the lots files of the sample: `python samples/make_lots.py [FOLDER]`, by default `samples/lots`.

It reads the files of the value chain as they stand in the repository, and makes the same bytes each time.
"""

import sys
from pathlib import Path

from maker.companies import BY_CODE
from maker.files import EXPORTS
from maker.judging import Accounts, judge
from maker.lots import lots_text
from maker.makings import MAKINGS
from maker.reading import read

CHAIN = Path(__file__).with_name("value_chain")
FOLDER = Path(__file__).with_name("lots")


def make(folder: Path) -> None:
    """Write the lots files into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    exports = {export.company: export for export in EXPORTS}
    for making in MAKINGS:
        export = exports[making.company]
        accounts = Accounts(company=BY_CODE[making.company])
        for file, profile in ((export.file, export.profile), (export.late_file, "casthouse")):
            if file:
                judge(read(CHAIN / file, profile), accounts)
        text = lots_text(making, accounts.standing())
        (folder / f"{making.company.lower()}.csv").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
