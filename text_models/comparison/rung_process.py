"""The process of one step of a rung: `python -m text_models.comparison.rung_process FOLDER`.

FOLDER holds the job, and gets the result. What a rung cannot learn from is a sentence on stderr and status
`REFUSED`.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from text_models.comparison.processes.end_with_parent import end_with_parent
from text_models.comparison.processes.peak_memory import peak_bytes
from text_models.comparison.processes.rung_job import RungJob
from text_models.comparison.rung_steps import STEPS

REFUSED = 3


def main(folder: Path) -> int:
    """Do the job in the folder; return the exit status."""
    end_with_parent()
    job = RungJob.read(folder)
    try:
        result = STEPS[job.step](job)
    except (ValueError, MemoryError) as error:
        print(str(error) or "There is not enough memory.", file=sys.stderr)
        return REFUSED
    replace(result, peak_bytes=peak_bytes()).write(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
