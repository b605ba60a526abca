"""The embedded S3 stand-in: `rclone serve s3` of a pip wheel, over a folder, on 127.0.0.1 only."""

from __future__ import annotations

import hashlib
import os
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from services.background_process import BackgroundProcess
from services.part_environment import bare_environment
from services.ports import LOOPBACK, is_listening, require_free_port
from services.service_error import ServiceError
from settings import Settings

START_TIMEOUT_S = 30


@dataclass(frozen=True)
class S3Server:
    """One server: a bucket is a folder of its `directory`, an object a file in there, as it was put."""

    directory: Path
    bucket: str
    port: int
    access_key_id: str
    secret_access_key: str = field(repr=False)
    process: BackgroundProcess

    def start(self) -> bool:
        """Make the bucket if it is missing, and start the server unless it runs with these settings.

        Returns whether it had to be started.
        Raises ServiceError when the port is taken or the server does not come up.
        """
        (self.directory / self.bucket).mkdir(parents=True, exist_ok=True)
        if self._runs():
            return False
        self.process.stop()  # it runs with another port or other keys, or hangs
        require_free_port(self.port, wanted_by="the S3 stand-in", variable="S3_PORT")
        command = [
            str(Path(sys.executable).with_name("rclone")), "serve", "s3",
            "--addr", f"{LOOPBACK}:{self.port}", str(self.directory),
        ]  # fmt: skip
        # The keys go by the environment: arguments are for everyone to read. CSV of one quoted pair:
        # https://rclone.org/commands/rclone_serve_s3/. No settings of the user's own rclone.
        environment = bare_environment(
            RCLONE_CONFIG=os.devnull, RCLONE_AUTH_KEY=f'"{self.access_key_id},{self.secret_access_key}"'
        )
        self.process.start(command, environment, self._digest())
        deadline = time.monotonic() + START_TIMEOUT_S
        while not self._runs():
            if self.process.find() is None or time.monotonic() > deadline:
                raise ServiceError(
                    f"The S3 stand-in did not start on port {self.port}. The end of "
                    f"{self.process.log_file}:\n{self.process.log_tail()}"
                )
            time.sleep(0.05)
        return True

    def stop(self) -> bool:
        """Stop the server; objects stay. Returns whether it ran."""
        return self.process.stop()

    def _runs(self) -> bool:
        return self.process.configuration() == self._digest() and is_listening(self.port)

    def _digest(self) -> str:
        """Equal for equal settings; tells nothing about the keys, which are long and random."""
        parts = (str(self.directory), str(self.port), self.access_key_id, self.secret_access_key)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def embedded_s3(settings: Settings) -> S3Server:
    """This checkout's own S3 stand-in, started or not. Only with a bucket that is embedded."""
    s3 = settings.s3
    if s3.access_key_id is None or s3.secret_access_key is None:
        raise ValueError(
            f"Bucket {s3.bucket} is no stand-in's: it has no keys of ours. Expected is_embedded."
        )
    return S3Server(
        settings.state_dir / "s3", s3.bucket, s3.port, s3.access_key_id, s3.secret_access_key,
        _process(settings),
    )  # fmt: skip


def start_s3(settings: Settings) -> bool:
    """Bring the S3 stand-in up; a bucket that is named is its owner's. Returns whether it was started."""
    return settings.s3_named.is_embedded and embedded_s3(settings).start()


def stop_embedded_s3(settings: Settings) -> bool:
    """Stop this checkout's own S3 stand-in. Returns whether it ran. Needs no keys, so no secrets either."""
    return _process(settings).stop()


def _process(settings: Settings) -> BackgroundProcess:
    return BackgroundProcess("s3", settings.state_dir / "run", settings.state_dir / "logs")
