"""Which number format the matrix products of training use on this machine."""

from pathlib import Path
from typing import Any

from text_models.networks.backend import tf

CPU_INFO = Path("/proc/cpuinfo")
WIDE = 256
MULTIPLIES_BFLOAT16 = frozenset({"avx512_bf16", "amx_bf16"})


def product_type(precision: str, hidden_dim: int, cpu_info: Path = CPU_INFO) -> Any:
    """Return tf.float32 or tf.bfloat16 for "float32", "bfloat16" or "auto".

    "auto" is bfloat16 only where the processor multiplies it (avx512_bf16, amx_bf16) and the model is wide:
    converting to it and back costs more than it saves in narrow ones (measured at 128 and 256).
    """
    if precision == "auto":
        is_worth_it = hidden_dim >= WIDE and _flags(cpu_info) & MULTIPLIES_BFLOAT16
        return tf.bfloat16 if is_worth_it else tf.float32
    return tf.as_dtype(precision)


def _flags(cpu_info: Path) -> set[str]:
    if not cpu_info.exists():
        return set()
    lines = cpu_info.read_text().splitlines()
    return set(next((line for line in lines if line.startswith("flags")), "").split())
