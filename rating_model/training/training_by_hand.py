"""From a folder of exported reviews to a trained version, without the pipeline around it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from rating_model.options import RatingOptions
from text_models.tokens.tokenizer_store import store_of_pretrained


def train_by_hand(
    reviews: Path,
    model_dir: Path,
    options: RatingOptions,
    *,
    tokenizers: Path,
    champion: Path | None,
    pretrained: Path | None,
    code_version: str,
    progress: Callable[[int, int], None],
    report: Callable[[str], None],
) -> dict[str, Any]:
    """Tokenize and train; return the content of model.json. The version is the name of `model_dir`.

    Texts are cut by the latest tokenizer in `tokenizers`, those for a `pretrained` ALBERT by its own. What is
    half done lies in a hidden folder beside `model_dir`, so that a training that was stopped goes on; it goes
    when the version is there. Raises what `tokenize_reviews` and `train_rating_model` raise.
    """
    from rating_model.data.tokenize import tokenize_reviews
    from rating_model.training.train import train_rating_model

    work = model_dir.with_name(f".{model_dir.name}.work")
    store = store_of_pretrained(pretrained, work / "tokenizers") if pretrained else tokenizers
    corpus = tokenize_reviews(reviews, work / "tokenized", store, options)
    replace(corpus, version=model_dir.name).write(work / "tokenized")
    model = train_rating_model(
        work / "tokenized",
        model_dir,
        options,
        checkpoints=work / "checkpoints",
        champion=champion,
        pretrained=pretrained,
        code_version=code_version,
        progress=progress,
        report=report,
    )
    shutil.rmtree(work)
    return model
