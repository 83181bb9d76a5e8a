"""Kill imports and issues at random moments, and see that nothing is half done and every retry completes.

    .venv/bin/python bench/kills.py                 200 kills on each store
    .venv/bin/python bench/kills.py --store sqlite --kills 20

The moments are spread over the time that the command takes undisturbed. After each kill `casthouse check` must be
clean, and the same command again must complete the job.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
ROWS = 3_000


def main() -> None:
    """Kill on the stores that are asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("--store", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--kills", type=int, default=200, metavar="N")
    arguments = parser.parse_args()
    if arguments.store == "both":
        for store in ("sqlite", "postgresql"):
            run_apart(arguments.kills, store)
    elif arguments.store == "postgresql" and "CASTHOUSE_DATABASE_URL" not in os.environ:
        run_apart(arguments.kills, "postgresql")
    else:
        with tempfile.TemporaryDirectory(prefix="casthouse-bench.") as folder:
            kill(Path(folder), arguments.kills)


def run_apart(kills: int, store: str) -> None:
    """Kill on one store in a process of its own."""
    command = [sys.executable, __file__, "--store", store, "--kills", str(kills)]
    environment = {name: value for name, value in os.environ.items() if name != "CASTHOUSE_DATABASE_URL"}
    if store == "postgresql":
        command = [str(ROOT / "script" / "with-postgresql"), *command]
        environment["CASTHOUSE_POSTGRESQL_DURABLE"] = "1"
    subprocess.run(command, env=environment, check=True)


def kill(folder: Path, kills: int) -> None:
    """Kill half of the times an import, half of the times an issue."""
    url = os.environ.setdefault("CASTHOUSE_DATABASE_URL", f"sqlite:///{folder}/casthouse.sqlite3")
    os.environ |= {
        "CASTHOUSE_HOME": str(folder),
        "CASTHOUSE_SECRET_KEY": "for-the-benchmark-only-and-nowhere-else-0123456789",
        "DJANGO_SETTINGS_MODULE": "casthouse.settings",
    }
    from tests.contract.killing import REGISTER, duration_s, movements, run_killed  # noqa: PLC0415
    from tests.contract.store import Store  # noqa: PLC0415

    store = Store(home=folder, database="", url=url)
    chance = random.Random(20)
    assert store.run_apart("register", "load", store.file("register.toml", REGISTER)).code == 0
    issue = ("document", "issue-all", "--organisation", "SELL")
    hits = {"import": 0, "issue": 0}
    within_s = {"import": 0.0, "issue": 0.0}
    for number in range(kills // 2 + 1):
        file = store.file("movements.csv", movements(number, ROWS))
        post = ("movements", "import", file, "--organisation", "SELL")
        for name, arguments in (("import", post), ("issue", issue)):
            if number == 0:
                within_s[name] = duration_s(store, *arguments)
                continue
            hits[name] += run_killed(store, *arguments, within_s=within_s[name], chance=chance)
            check = store.run_apart("check", "--json")
            assert json.loads(check.out)["clean"], check.out
            retry = store.run_apart(*arguments, "--json")
            assert retry.code == 0, retry.out + retry.err
        print(f"\r{number * 2} of {kills}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    name = url.split(":", maxsplit=1)[0]
    print(
        f"{name}: {hits['import']} imports and {hits['issue']} issues killed while they ran, of {kills} tries;"
    )
    print(f"{name}: after each the store was clean and the retry completed the job.")


if __name__ == "__main__":
    main()
