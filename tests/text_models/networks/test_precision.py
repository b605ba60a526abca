"""bfloat16 in wide models where the processor multiplies it, and nowhere else."""

from pathlib import Path

import pytest

from text_models.networks.backend import tf
from text_models.networks.precision import product_type


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ("fpu avx512f avx512_bf16 sse", tf.bfloat16),
        ("amx_bf16 amx_tile", tf.bfloat16),
        ("avx512f avx512_vnni", tf.float32),
        ("xavx512_bf16", tf.float32),
    ],
)
def test_the_processor_decides(tmp_path: Path, flags: str, expected: object) -> None:
    cpu_info = tmp_path / "cpuinfo"
    cpu_info.write_text(f"processor\t: 0\nmodel name\t: avx512_bf16\nflags\t\t: {flags}\n")
    assert product_type("auto", 256, cpu_info) == expected
    assert product_type("auto", 255, cpu_info) == tf.float32
    assert product_type("float32", 256, cpu_info) == tf.float32
    assert product_type("bfloat16", 8, cpu_info) == tf.bfloat16


def test_no_processor_file_means_float32(tmp_path: Path) -> None:
    assert product_type("auto", 256, tmp_path / "missing") == tf.float32
