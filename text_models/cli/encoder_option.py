"""`--encoder`: the BERT that rungs read with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click


def _use(_context: click.Context, _option: click.Parameter, folder: Path | None) -> None:
    if folder is not None:
        from text_models.encoders.bert.chosen_bert import missing_folder, use_bert

        if missing := missing_folder(folder):
            raise click.BadParameter(missing)
        use_bert(folder)


def encoder_option(command: Any) -> Any:
    """Add the option to a command: what it starts reads with the BERT of that folder too."""
    return click.option(
        "--encoder",
        type=click.Path(path_type=Path, exists=True, file_okay=False),
        metavar="FOLDER",
        expose_value=False,
        callback=_use,
        help="A Hugging Face folder of a BERT, RoBERTa or ALBERT that rungs bert and bert_frozen read with.  "
        "[default: e5-small]",
    )(command)
