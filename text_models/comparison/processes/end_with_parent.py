"""A process that ends when the one that started it does, however that ends."""

from __future__ import annotations

import os
import threading
import time

EVERY_SECONDS = 0.5
ORPHANED = 4


def end_with_parent() -> None:
    """Watch, in a thread, whether the parent is still there; end this process at once when it is not.

    A worker of a queue that is killed must leave nobody behind who goes on training.
    """
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(EVERY_SECONDS)
        os._exit(ORPHANED)

    threading.Thread(target=watch, name="end-with-parent", daemon=True).start()
