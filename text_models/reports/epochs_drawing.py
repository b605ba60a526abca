"""How a network's training went, epoch by epoch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from charts.open_chart import TITLED, in_both_widths, open_chart
from charts.palette import ONE, TWO

HEIGHT, DOT = 260, 2.5
LOSSES = {"training_loss": ("training texts", TWO), "development_loss": ("development texts", ONE)}
History = Sequence[Mapping[str, float]]


class Epochs(NamedTuple):
    """The epochs of a rung: a drawing of the losses, and a table of all that is known of each."""

    rung: str
    drawing: str
    table: list[list[str]]


def epochs_of(rung: str, history: History) -> Epochs | None:
    """Return the epochs of the first seed; None where nothing was learned in epochs."""
    entries = [entry for entry in history if entry.get("seed") == history[0].get("seed")]
    if not entries:
        return None
    names = [name for name in entries[0] if name not in ("seed", "epoch")]
    table = [["epoch", *(name.replace("_", " ") for name in names)]]
    table += [[f"{entry['epoch']:g}", *(_shown(entry.get(name)) for name in names)] for entry in entries]
    return Epochs(rung, epochs_drawing(rung, entries), table)


def epochs_drawing(rung: str, entries: History) -> str:
    """Return the losses (y) of training and development texts over the epochs (x) of one training."""
    told = {name: look for name, look in LOSSES.items() if name in entries[0]}
    epochs = [entry["epoch"] for entry in entries]
    highest = max(entry[name] for entry in entries for name in told)

    def drawn(width: int) -> str:
        with open_chart(width, HEIGHT, TITLED) as chart:
            chart.numbers("x", min(epochs) - 0.5, max(epochs) + 0.5, only_whole=True)
            chart.numbers("y", 0, highest * 1.05 or 1.0)
            chart.x_title("epoch")
            chart.y_title("loss")
            for name, (texts, colour) in told.items():
                losses = [entry[name] for entry in entries]
                ends = f"{texts}: {losses[0]:.3f} in the first epoch, {losses[-1]:.3f} in the last"
                chart.line(epochs, losses, ends, colour=colour)
                for epoch, loss in zip(epochs, losses, strict=True):
                    chart.dot(epoch, loss, DOT, f"{texts}, epoch {epoch:g}: {loss:.3f}", colour=colour)
            return chart.svg(f"Loss of {rung} over the epochs")

    return in_both_widths(drawn)


def _shown(value: Any) -> str:
    return "" if value is None else f"{value:.4g}"
