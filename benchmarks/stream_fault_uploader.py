"""An uploader into a stream that is there to be killed: it imports, says "ready", and adds what it is told.

Its stdin brings a line of JSON with the fields of UploadJob.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from amzn_review.data_layout import DataLayout
from amzn_review.streams.redis_stream import connect
from amzn_review.uploader.stream_destination import StreamUploader
from benchmarks.stream_server import KEY

READY = "ready\n"


@dataclass(frozen=True)
class UploadJob:
    """The data folder that is uploaded, the stream's server, most reviews to add, and how many at once."""

    data_dir: str
    stream_url: str
    limit: int
    batch: int

    def run(self) -> None:
        """Add as fast as it goes."""
        client = connect(self.stream_url, is_shared=True)
        layout = DataLayout(Path(self.data_dir))
        StreamUploader(layout, client, KEY, rate=0, limit=self.limit, batch=self.batch, workers=2).run()


if __name__ == "__main__":
    sys.stdout.write(READY)
    sys.stdout.flush()
    UploadJob(**json.loads(sys.stdin.readline())).run()
