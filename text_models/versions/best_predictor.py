"""Which predictor of a version predicts, said in one sentence that begins with who wins."""

from typing import NamedTuple

from text_models.ladder.predictors import ALBERT, CONSTANTS, TFIDF, TITLES
from text_models.metrics.bootstrap import Interval, Metrics, Resampled

READERS = (TFIDF, ALBERT)
# With fewer texts to learn from, a network trained from scratch is not expected to be ahead.
ENOUGH_TEXTS = 100_000


class Verdict(NamedTuple):
    """The name of the predictor to use and the reason, as one line."""

    best: str
    first_line: str


def clearly_better(gain: Metrics) -> bool:
    """Return whether a gain is more than chance: the interval of macro-F1's lies above 0.

    And neither the absolute error nor kappa is clearly worse (their intervals do not lie below 0).
    """
    return gain["macro_f1"].low > 0 and gain["mae"].high >= 0 and gain["quadratic_kappa"].high >= 0


def beats_constants(judged: Resampled, name: str) -> bool:
    """Return whether `name` beats the majority class and the mean in macro-F1, MAE and kappa, kappa clearly.

    Every constant has a kappa of 0, so none passes, whatever its accuracy on reviews of mostly five stars.
    """
    gains = [judged.gain(name, constant) for constant in CONSTANTS]
    return all(
        gain["macro_f1"].value > 0 and gain["mae"].value > 0 and gain["quadratic_kappa"].low > 0
        for gain in gains
    )


def verdict(judged: Resampled, *, rows: int, train_texts: int) -> Verdict:
    """Return the verdict on the predictors of a version, all judged on the same `rows` reviews.

    TF-IDF + logistic regression predicts when it beats the constants; ALBERT when it does and is clearly
    better than TF-IDF too, unless that fails to beat the constants. If neither does, the better constant is
    named, and no gate lets it pass. `train_texts` is the number of distinct texts learned from.
    """
    readers = [name for name in READERS if name in judged.values and beats_constants(judged, name)]
    on_rows = f"on {rows:,} evaluation reviews"
    if not readers:
        return _constant_wins(judged, on_rows)
    best = readers[0]
    if readers == [TFIDF, ALBERT] and clearly_better(judged.gain(ALBERT, TFIDF)):
        best = ALBERT
    others = [name for name in READERS if name in judged.values and name != best]
    compared = [_comparison(judged, best, other) for other in others or [_best_constant(judged)]]
    if best == ALBERT:
        return Verdict(best, f"ALBERT wins and predicts: {'; '.join(compared)}, {on_rows}.")
    sentence = f"A baseline wins and predicts, {TITLES[best]}: {'; '.join(compared)}, {on_rows}."
    if train_texts < ENOUGH_TEXTS:
        sentence += (
            f" Expected with fewer than about {ENOUGH_TEXTS:,} texts ({train_texts:,} learned from); "
            "ALBERT takes over when its interval does."
        )
    return Verdict(best, sentence)


def _comparison(judged: Resampled, best: str, other: str) -> str:
    """Macro-F1 of both and the gain with its interval; or why the one behind predicts all the same."""
    gain = judged.gain(best, other)
    ours, theirs = judged.values[best]["macro_f1"], judged.values[other]["macro_f1"]
    told = (
        f"macro-F1 {ours:.3f} against {theirs:.3f} of {TITLES[other]}, {_signed(gain['macro_f1'])}; "
        f"MAE better by {_signed(gain['mae'])} stars"
    )
    if other in CONSTANTS or beats_constants(judged, other):
        return told
    return f"{told}; {TITLES[other]} does not beat the constants in macro-F1, MAE and kappa"


def _signed(gain: Interval) -> str:
    return f"{gain.value:+.3f} (95 % interval {gain.low:+.3f} to {gain.high:+.3f})"


def _best_constant(judged: Resampled) -> str:
    return max(CONSTANTS, key=lambda name: (judged.values[name]["macro_f1"], -judged.values[name]["mae"]))


def _constant_wins(judged: Resampled, on_rows: str) -> Verdict:
    best = _best_constant(judged)
    told = [f"{TITLES[name]} has {_three(judged, name)}" for name in READERS if name in judged.values]
    return Verdict(
        best,
        f"A baseline wins, {TITLES[best]} with {_three(judged, best)}: no model that reads beats both "
        f"constants in all three; {'; '.join(told)}, {on_rows}. A constant is never promoted.",
    )


def _three(judged: Resampled, name: str) -> str:
    f1, mae, kappa = (judged.values[name][metric] for metric in ("macro_f1", "mae", "quadratic_kappa"))
    return f"macro-F1 {f1:.3f}, MAE {mae:.3f} and kappa {kappa:.3f}"
