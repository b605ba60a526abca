"""The processes that Airflow's parts and workers are on one machine."""

from __future__ import annotations

from services.background_process import BackgroundProcess
from settings import Settings

WORKER_PREFIX = "airflow-worker-"
# Log servers listen on all interfaces; -s keeps them out. The UI reads the logs from the folder instead.
PARTS = {
    "api-server": ("api-server",),
    "scheduler": ("scheduler", "-s"),
    "dag-processor": ("dag-processor",),
    "triggerer": ("triggerer", "-s"),
}


def parts(settings: Settings) -> dict[str, BackgroundProcess]:
    """Each part's process by the part's name, whether it runs or not."""
    state = settings.state_dir
    return {name: BackgroundProcess(f"airflow-{name}", state / "run", state / "logs") for name in PARTS}


def workers(settings: Settings) -> list[BackgroundProcess]:
    """The workers that were started here and not stopped, whether they still run or not."""
    files = sorted((settings.state_dir / "run").glob(f"{WORKER_PREFIX}*.json"))
    return [worker_process(settings, file.stem.removeprefix(WORKER_PREFIX)) for file in files]


def worker_process(settings: Settings, queue: str) -> BackgroundProcess:
    """The process of a queue's worker, whether it runs or not."""
    state = settings.state_dir
    return BackgroundProcess(f"{WORKER_PREFIX}{queue}", state / "run", state / "logs")
