"""How much a loading process takes at once, and when it refuses to go on."""

from __future__ import annotations

from dataclasses import dataclass

from text_files.json_lines import MAX_LINE_BYTES


@dataclass(frozen=True)
class LoadLimits:
    """Limits of one loading process; the settings LOAD_* set them.

    ``batch_files``: files of one transaction; ``batch_objects``: objects of one in a bucket, where the
    warehouse reads them packed. ``max_line_bytes``: the longest record, unpacked.
    ``max_bad_percent``: a batch of which more is bad is not loaded, if it is ``bad_from`` records or more; a
    few bad ones in a small batch say nothing about the stream. ``young_seconds``: a broken file younger
    than this is taken for one that is still being written, and left for the next run.
    """

    batch_files: int = 50_000
    max_line_bytes: int = MAX_LINE_BYTES
    max_bad_percent: int = 20
    bad_from: int = 10
    young_seconds: int = 60
    batch_objects: int = 1_000_000

    def is_too_bad(self, bad: int, listed: int) -> bool:
        """Whether so many bad records among those listed say that something is wrong with them all."""
        return bad >= self.bad_from and bad * 100 > self.max_bad_percent * listed

    def too_many_bad(self, bad: int, listed: int, *, which: str, outcome: str, example: str) -> str:
        """The sentence about a batch that `is_too_bad`.

        ``which`` follows "records" ("that wait"), ``outcome`` the limit; ``example`` is one of the bad
        records, with what to do next.
        """
        return (
            f"{bad:,} of the {listed:,} records {which} are bad, more than LOAD_MAX_BAD_PERCENT = "
            f"{self.max_bad_percent} allows: {outcome}. Such as {example}"
        )
