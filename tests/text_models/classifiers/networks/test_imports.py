"""Who fits a linear rung pays for no network."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
from importlib.metadata import entry_points
from tests.text_models.classifiers.rung_samples import LABELS, SINGLE, TEXTS
from text_models.classifiers.rung import GROUP

rungs = {entry.name: entry.load() for entry in entry_points(group=GROUP)}
assert {"lstm", "text_resnet", "bilstm", "bilstm_attention", "nb_lr"} <= rungs.keys()
for name in ("nb_lr", "tfidf_lr_one_vs_rest", "fasttext_softmax"):
    rungs[name].fit(SINGLE, TEXTS, LABELS).predict_proba(TEXTS)
print([name for name in ("tensorflow", "keras", "keras_hub", "transformers") if name in sys.modules])
"""


def test_no_rung_imports_keras_before_a_network_is_fitted() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
