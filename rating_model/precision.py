"""Which number format the matrix products of training use on this machine."""

from pathlib import Path
from typing import Any

from rating_model.backend import tf

CPU_INFO = Path("/proc/cpuinfo")
MULTIPLIES_BFLOAT16 = frozenset({"avx512_bf16", "amx_bf16"})


def product_type(precision: str, cpu_info: Path = CPU_INFO) -> Any:
    """Return tf.float32 or tf.bfloat16 for "float32", "bfloat16" or "auto".

    "auto" is bfloat16 only where the processor multiplies it (avx512_bf16, amx_bf16): elsewhere every product
    would be converted to float32 and back, which costs more than it saves.
    """
    if precision == "auto":
        return tf.bfloat16 if _flags(cpu_info) & MULTIPLIES_BFLOAT16 else tf.float32
    return tf.as_dtype(precision)


def _flags(cpu_info: Path) -> set[str]:
    if not cpu_info.exists():
        return set()
    lines = cpu_info.read_text().splitlines()
    return set(next((line for line in lines if line.startswith("flags")), "").split())
