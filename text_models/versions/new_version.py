"""The beginning of a version of a model: model.json in a folder of its own."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from storage.atomic_file import write_durably
from text_models.versions.version_folder import MODEL_FILE


def new_version_name() -> str:
    """Return a name that sorts by its time, to the millisecond in UTC: 20260117T101500123-1f2e3d4c."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}"[:-3] + f"-{secrets.token_hex(4)}"


def begin_version(
    model_dir: Path,
    *,
    code_version: str,
    options: Mapping[str, Any] | None = None,
    batch_ids: Sequence[str] = (),
    seen_batch_ids: Sequence[str] = (),
) -> None:
    """Write model.json of the version that `model_dir` is named after, for an evaluation to fill.

    `options` are what it is trained with; `batch_ids` the batches that are new to it, `seen_batch_ids` all
    that it learns from.
    """
    content = {
        "version": model_dir.name,
        "trained_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "batch_ids": list(batch_ids),
        "seen_batch_ids": list(seen_batch_ids),
        "code_version": code_version,
        "options": dict(options or {}),
    }
    write_durably(model_dir / MODEL_FILE, (json.dumps(content, indent=2) + "\n").encode())
