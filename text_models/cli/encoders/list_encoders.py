"""`text-models encoders list`: the encoders that there are, and which lie on this disk."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from console.command_errors import reporting_errors
from console.plain_table import plain_table
from settings import load_settings

MEGABYTE = 1_000_000


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list, with files and hashes.")
def list_encoders(*, as_json: bool) -> None:
    """The encoders that can be added, and which are here.

    \b
    Example:
        text-models encoders list
    """
    settings = load_settings()
    with reporting_errors(settings.data_dir):
        rows = _rows(settings.encoders_dir)
    if as_json:
        click.echo(json.dumps(rows))
        return
    head = ("name", "version", "licence", "wheel MB", "here")
    cells = [
        (row["name"], row["version"], row["licence"], f"{row['wheel']['size'] / MEGABYTE:.0f}", row["here"])
        for row in rows
    ]
    click.echo(plain_table(head, cells))


def _rows(folder: Path) -> list[dict[str, Any]]:
    from dataclasses import asdict

    from text_models.encoders.encoder import encoders
    from text_models.encoders.encoder_folder import use_encoders
    from text_models.encoders.stored_encoder import StoredEncoder, missing_encoder

    use_encoders(folder)
    rows = []
    for name, encoder in encoders().items():
        row: dict[str, Any] = {
            "name": name,
            "title": encoder.title,
            "version": encoder.version,
            "licence": encoder.licence,
            "wheel": asdict(encoder.wheel),
            "here": "no",
            "why_not": missing_encoder(name),
        }
        if not row["why_not"]:
            stored = StoredEncoder.read(folder / name)
            files = {file: asdict(found) for file, found in stored.files.items()}
            row |= {"here": f"{stored.size / MEGABYTE:.0f} MB", "sha256": stored.sha256, "files": files}
        rows.append(row)
    return rows
