"""Makes the sample value chain: `python samples/make_value_chain.py [FOLDER]`, by default `samples/value_chain`.

The same bytes each time: chance is seeded, no clock is read. The files are read back and judged before
`expected.json` is written; a file that would not answer as meant stops the run.
"""

import sys
from pathlib import Path

from maker.expected import expected_json
from maker.files import manifest_text, rows_by_file, write_files
from maker.numbering import correct, number_documents, number_references
from maker.readme import readme_text
from maker.register import register_text
from maker.rows import choose
from maker.year import the_year

FOLDER = Path(__file__).with_name("value_chain")


def make(folder: Path) -> None:
    """Write every file of the sample value chain into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    books = the_year()
    correct(books)
    number_references(books)
    chosen = choose(books)
    number_documents(books)
    files = rows_by_file(books, chosen)
    write_files(folder, files)
    (folder / "register.toml").write_bytes(register_text().encode())
    (folder / "manifest.toml").write_bytes(manifest_text().encode())
    expected = expected_json(folder, files)
    (folder / "expected.json").write_bytes(expected.encode())
    (folder / "README.md").write_bytes(readme_text(books, files, expected).encode())


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
