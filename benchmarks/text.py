"""How fast the rungs of the text ladder fit and answer, beside the bare library, on the same made-up texts.

Rules of the measurement:
- Texts are the demo corpus's, cut to one sentence each, with their stars as labels; for one against the rest
  and for sets of labels they have two or three labels made of the stars.
- Both sides get texts as they were written and bring them into the normal form by the same function, because
  no library does that. Ours check them, too, and keep what a saved folder needs; the bare library does not.
- The bare library has our options: n-grams, penalty, iterations, epochs, seed. Where we read what it fitted
  by code of our own (trees, support vectors, fastText), it answers by its own.
- Contenders take turns; medians of all rounds; the first one, which warms up, does not count.
- Votes have no bare counterpart: their members are measured.
- Networks have none either: each learns and answers in a process of its own, on one core; of M-USE and e5 the
  encoders are compared with what they come from in docs/encoders.md.
"""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Callable, Mapping
from importlib.metadata import version
from statistics import median
from typing import Any

import psutil

from benchmarks.machine import cpu_model
from benchmarks.rating_texts import rated_texts
from benchmarks.text_contenders import BARE, BareLibrary, OurRung
from benchmarks.text_network import NETWORKS, measure_network
from benchmarks.workshop import ROOT
from console.progress_bar import count_bar
from settings import load_settings
from text_models.encoders.encoder_folder import use_encoders

ROUNDS = 3
TEXTS = 4_000
NETWORK_TEXTS = 600
CHARACTERS = 120
RESULT = ROOT / "benchmarks" / "results" / "text.json"
LIBRARIES = ("scikit-learn", "fasttext-community", "scipy", "numpy")


def main() -> None:
    """Measure, print, write benchmarks/results/text.json."""
    print(__doc__, flush=True)
    use_encoders(load_settings().encoders_dir)
    with count_bar("Rungs") as progress:
        rungs = measure(TEXTS, ROUNDS, progress)
    networks = {}
    with count_bar("Networks") as progress:
        for place, name in enumerate(NETWORKS):
            networks[name] = measure_network(name, NETWORK_TEXTS)
            progress(place + 1, len(NETWORKS))
    result = {
        "machine": {
            "cpu": cpu_model(),
            "cores": psutil.cpu_count(),
            "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        },
        "libraries": _versions(),
        "texts": {"fit": TEXTS, "predict": TEXTS, "networks": NETWORK_TEXTS, "characters": CHARACTERS},
        "rounds": ROUNDS,
        "lowest_fit_vs_bare": min(found["fit_vs_bare"] for found in rungs.values()),
        "lowest_predict_vs_bare": min(found["predict_vs_bare"] for found in rungs.values()),
        "rungs": rungs,
        "networks": networks,
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    text = json.dumps(result, indent=2)
    RESULT.write_text(text + "\n")
    print(text)
    print(f"Written to {RESULT.relative_to(ROOT)}.")


def measure(
    texts: int, rounds: int, progress: Callable[[int, int], None], names: Mapping[str, Any] = BARE
) -> dict[str, dict[str, float]]:
    """Return texts a second of each rung, fitting and answering, and the ratios ours / bare.

    A ratio above 1 means that ours is faster.
    """
    rated = [(text[:CHARACTERS].strip() or text, str(stars)) for text, stars in rated_texts(texts * 3)]
    learn, ask = rated[::3][:texts], [text for text, _ in rated[1::3][:texts]]
    found = {}
    for place, name in enumerate(names):
        ours, bare = OurRung(name), BareLibrary(name)
        rates: dict[str, list[float]] = {}
        for turn in range(rounds + 1):
            for side, contender in (("ours", ours), ("bare", bare)):
                start = time.perf_counter()
                contender.fit(learn)
                fitted = time.perf_counter()
                answers = contender.predict_proba(ask)
                asked = time.perf_counter()
                if len(answers) != len(ask):
                    raise ValueError(f"{name}, {side}: {len(answers)} answers to {len(ask)} texts")
                if turn:
                    rates.setdefault(f"fit_{side}", []).append(len(learn) / (fitted - start))
                    rates.setdefault(f"predict_{side}", []).append(len(ask) / (asked - fitted))
        found[name] = {
            **{f"{name}_per_second": round(median(values), 1) for name, values in rates.items()},
            **{f"{step}_vs_bare": _ratio(rates, step) for step in ("fit", "predict")},
        }
        progress(place + 1, len(names))
    return found


def _ratio(rates: Mapping[str, list[float]], step: str) -> float:
    """The median of the rounds' ratios."""
    pairs = zip(rates[f"{step}_ours"], rates[f"{step}_bare"], strict=True)
    return round(median(ours / bare for ours, bare in pairs), 3)


def _versions() -> dict[str, str]:
    return {library: version(library) for library in LIBRARIES}
