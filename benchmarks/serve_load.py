"""One load on the scoring service, in a process of its own.

`python -m benchmarks.serve_load PORT CLIENTS REQUESTS FILE`: each client keeps one connection and sends its
next request when the last one is answered. FILE holds comments, a JSON text a line. Prints a JSON object:
seconds, milliseconds a request, CPU seconds of this process.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from benchmarks.bench_error import BenchError

PATH = "/v1alpha1/comments:analyze"


def main(arguments: Sequence[str]) -> None:
    """Load, print."""
    port, clients, requests, file = arguments
    texts = [json.loads(line) for line in Path(file).read_text(encoding="utf-8").splitlines()]
    print(json.dumps(asyncio.run(load(int(port), int(clients), int(requests), texts))))


async def load(port: int, clients: int, requests: int, texts: Sequence[str]) -> dict[str, Any]:
    """Return what `requests` requests by so many clients took, and how many more were refused as too many.

    A request that is refused with 503 is sent again. Raises BenchError: another answer is not 200.
    """
    messages = iter([_message(text) for text in islice(cycle(texts), requests)])
    taken: list[float] = []
    refused: list[bytes] = []
    cpu, began = time.process_time(), time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(clients):
            group.create_task(_client(port, messages, taken, refused))
    return {
        "seconds": time.perf_counter() - began,
        "milliseconds": taken,
        "refused": len(refused),
        "cpu_seconds": time.process_time() - cpu,
    }


async def _client(port: int, messages: Iterator[bytes], taken: list[float], refused: list[bytes]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for message in messages:
        began = time.perf_counter()
        while (head := await _answer(reader, writer, message)).startswith(b"HTTP/1.1 503 "):
            refused.append(message)
        taken.append((time.perf_counter() - began) * 1000)
        if not head.startswith(b"HTTP/1.1 200 "):
            raise BenchError(f"The service answered {head.splitlines()[0].decode()}: nothing was measured.")
    writer.close()
    await writer.wait_closed()


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, message: bytes) -> bytes:
    """The head of the answer, whose body is read too."""
    writer.write(message)
    head = await reader.readuntil(b"\r\n\r\n")
    await reader.readexactly(_length(head))
    return head


def _length(head: bytes) -> int:
    for line in head.splitlines():
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise BenchError("The service answered without a length: nothing was measured.")


def _message(text: str) -> bytes:
    body = json.dumps(
        {
            "comment": {"text": text},
            "languages": ["en"],
            "requestedAttributes": {"TOXICITY": {}},
            "doNotStore": True,
        }
    ).encode()
    head = (
        f"POST {PATH}?key=bench HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


if __name__ == "__main__":
    main(sys.argv[1:])
