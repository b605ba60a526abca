"""One worker of BENCH=score: answers chunks of texts on one core, as a task of `ml_queue` does.

Usage: .venv/bin/python -m benchmarks.score_worker MODELS ENCODERS CHUNK...

MODELS is the folder of the task's versions, ENCODERS that of pretrained encoders. The answers of each chunk
go beside it. Prints one JSON object: texts, seconds without those that load the program, and the peak in MB.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from storage.whole_folder import whole_folder
from text_models.encoders.encoder_folder import use_encoders
from text_models.scoring.answer_chunk import answer_chunk


def answer(models: Path, chunks: list[Path]) -> dict[str, Any]:
    """Answer the chunks one after the other; return what they took. The model is loaded for each."""
    began, texts = time.perf_counter(), 0
    for chunk in chunks:
        with whole_folder(chunk.with_name(f"{chunk.name}-answers")) as target:
            texts += answer_chunk(chunk, models, target).texts
    return {
        "texts": texts,
        "seconds": round(time.perf_counter() - began, 3),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


if __name__ == "__main__":
    use_encoders(Path(sys.argv[2]))
    print(json.dumps(answer(Path(sys.argv[1]), [Path(chunk) for chunk in sys.argv[3:]])))
