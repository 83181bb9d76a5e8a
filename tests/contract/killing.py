"""Killing a command at a random moment, and what must be true afterwards."""

import os
import random
import signal
import subprocess
import sys
import time

from tests.contract.store import Store

REGISTER = """
[[organisation]]
code = "SELL"
name = "Seller"
country = "DE"
membership = "production_and_transformation"
address = "Hafenstr. 1, Duisburg"
responsible = "coc@sell.example"
[[organisation]]
code = "BUY"
name = "Buyer"
country = "FR"
address = "Rue 1, Lyon"
responsible = "coc@buy.example"
[[facility]]
code = "S-CH"
organisation = "SELL"
name = "Casthouse"
activities = ["casthouse"]
[[scope]]
code = "SELL-COC"
organisation = "SELL"
facilities = ["S-CH"]
edition = "coc-v2"
first_period_start = 2025-01-01
[[certificate]]
number = "COC-1"
scope = "SELL-COC"
standard = "chain_of_custody"
valid_from = 2024-01-01
valid_to = 2026-12-31
[[certificate]]
number = "PS-1"
scope = "SELL-COC"
standard = "performance"
valid_from = 2024-01-01
valid_to = 2026-12-31
"""
HEADER = "reference,date,facility,kind,material,quantity,unit,coc,counterparty,document,lot,reverses\n"


def movements(number: int, rows: int) -> str:
    """Return a file of receipts and of CoC shipments that they cover."""
    lines = [HEADER]
    for n in range(rows):
        day = f"2025-{n % 12 + 1:02d}-{n % 28 + 1:02d}"
        if n % 2:
            lines.append(f"K{number}-{n},{day},S-CH,shipment,aluminium,1,t,yes,BUY,,,\n")
        else:
            lines.append(f"K{number}-{n},{day},S-CH,receipt,aluminium,2,t,yes,SUP,D{number}-{n},,\n")
    return "".join(lines)


def start(store: Store, *arguments: str) -> subprocess.Popen[bytes]:
    """Start a command in a process group of its own."""
    return _started(store, "-m", "casthouse", *arguments, "--json", output=subprocess.DEVNULL)


def start_program(store: Store, text: str) -> subprocess.Popen[bytes]:
    """Start a program that works on the store, in a process group of its own; it prints to us."""
    return _started(store, "-c", f"import django\ndjango.setup()\n{text}", output=subprocess.PIPE)


def _started(store: Store, *arguments: str, output: int) -> subprocess.Popen[bytes]:
    places = {"CASTHOUSE_HOME": str(store.home), "CASTHOUSE_DATABASE_URL": store.url}
    return subprocess.Popen(
        [sys.executable, *arguments],
        env=os.environ | places | {"DJANGO_SETTINGS_MODULE": "casthouse.settings"},
        stdout=output,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def run_killed(store: Store, *arguments: str, within_s: float, chance: random.Random) -> bool:
    """Run a command and kill it at a random moment; say whether it was still running then."""
    process = start(store, *arguments)
    time.sleep(chance.uniform(0, within_s))
    was_running = process.poll() is None
    if was_running:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return was_running


def duration_s(store: Store, *arguments: str) -> float:
    """Return how long a command takes when nobody kills it."""
    began = time.monotonic()
    start(store, *arguments).wait()
    return time.monotonic() - began
