"""The server behind `casthouse serve`: gunicorn with our settings instead of a configuration file."""

import gc
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import get_resolver
from django.utils.module_loading import import_string
from gunicorn.app.base import BaseApplication

from casthouse.cli.output import print_message
from casthouse.cli.server_worker import Worker

WORKERS, THREADS = 2, 16
REQUESTS_MAX, REQUESTS_JITTER = 20_000, 2_000
ANSWER_SECONDS_MAX = 120
STOP_SECONDS_MAX = 30
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - gunicorn's heartbeat files; no content of ours


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """Several processes with several threads each, behind one address."""

    def __init__(self, host: str, port: int) -> None:
        self.address = f"{f'[{host}]' if ':' in host else host}:{port}"
        super().__init__(prog="casthouse")

    def load_config(self) -> None:
        """Set what gunicorn asks for; workers are renewed now and then, so that no leak lasts."""
        chosen: dict[str, Any] = {
            "bind": self.address,
            "worker_class": Worker,
            "workers": WORKERS,
            "threads": THREADS,
            "timeout": ANSWER_SECONDS_MAX,
            "graceful_timeout": STOP_SECONDS_MAX,
            "max_requests": REQUESTS_MAX,
            "max_requests_jitter": REQUESTS_JITTER,
            "loglevel": "warning",
            "proc_name": "casthouse",
            "control_socket_disable": True,  # or gunicorn opens one in the home folder
            "when_ready": self.say_ready,
            "post_worker_init": settle,
        }
        if SHARED_MEMORY.is_dir():
            chosen["worker_tmp_dir"] = str(SHARED_MEMORY)
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> object:
        """Return the WSGI application; each worker loads its own, after the fork."""
        return import_string(settings.WSGI_APPLICATION)

    def say_ready(self, server: object) -> None:  # noqa: ARG002 - gunicorn hands itself over
        """Say where the pages are, once they are there."""
        print_message(f"Casthouse serves on http://{self.address}/ - stop it with Ctrl+C.")


def settle(worker: object) -> None:  # noqa: ARG001 - gunicorn hands it over
    """Load all pages, and take what was loaded so far out of the reach of the garbage collector.

    It stays until the process ends, and looking through it again and again made one request in twenty wait for a tenth
    of a second. What a request makes is collected as before.
    """
    assert get_resolver().url_patterns
    gc.collect()
    gc.freeze()
