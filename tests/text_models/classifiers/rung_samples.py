"""Small tasks and texts that every rung learns from in a moment."""

from __future__ import annotations

from text_models.tasks.task import Kind, Task

GOOD = ("good", "lovely", "perfect", "brilliant")
BAD = ("awful", "ugly", "broken", "terrible")
THINGS = ("soap", "lamp", "shirt", "brush", "radio", "chair")

TEXTS = [
    *(f"A {word} {thing}, thanks!" for word in GOOD for thing in THINGS),
    *(f"What a {word} {thing} #fail" for word in BAD for thing in THINGS),
    *(f"The {thing} came on day {day}" for day in (1, 2, 3, 4) for thing in THINGS),
]
LABELS = ["P"] * 24 + ["N"] * 24 + ["NEU"] * 24
SETS = [
    [label, *(thing for thing in ("soap", "lamp") if thing in text)]
    for label, text in zip(LABELS, TEXTS, strict=True)
]
UNSEEN = ["a perfect towel", "awful AWFUL radio", "came on day 3", "soap", "lovely, but broken \U0001f621"]
ODD = [
    "",
    " ",
    "\U0001f600\U0001f621",
    "x",
    "\ud800 half a pair",
    "a\x00b\x1f",
    "!",
    "\u041c\u0430\u0301\u043c\u0430 \u5b57",
]


def task_of(*labels: str, kind: Kind = Kind.SINGLE, normal_form: str = "nfkc") -> Task:
    """A task with these labels, in this order."""
    return Task(
        name="sample",
        title="sample",
        kind=kind,
        labels=labels,
        metrics=("macro_f1",),
        yardstick=("macro_f1",),
        rungs=("majority",),
        normal_form=normal_form,
    )


SINGLE = task_of("P", "N", "NEU")
MULTI = task_of("P", "N", "NEU", "soap", "lamp", kind=Kind.MULTI)
