from __future__ import annotations

from pathlib import Path

import pytest

from amzn_review.aws.env_file import set_values, value_of


def test_lines_change_in_place_and_new_ones_come_last(tmp_path: Path) -> None:
    env = tmp_path / ".env"
    env.write_text("# The warehouse\nAWS_REDSHIFT_HOST=\n\nAWS_REDSHIFT_PORT=5439\n# AWS_REDSHIFT_USER=x\n")
    env.chmod(0o640)
    values: dict[str, str | int] = {
        "AWS_REDSHIFT_HOST": "h.example", "AWS_REDSHIFT_PORT": 5439, "AWS_REDSHIFT_USER": "loader",
    }  # fmt: skip
    assert set_values(env, values) == ["AWS_REDSHIFT_HOST", "AWS_REDSHIFT_USER"]
    assert env.read_text() == (
        "# The warehouse\nAWS_REDSHIFT_HOST=h.example\n\nAWS_REDSHIFT_PORT=5439\n# AWS_REDSHIFT_USER=x\n"
        "AWS_REDSHIFT_USER=loader\n"
    )
    assert env.stat().st_mode & 0o777 == 0o640
    assert value_of(env, "AWS_REDSHIFT_HOST") == "h.example"
    assert value_of(env, "AWS_REDSHIFT_DB_NAME") is None
    before = env.stat().st_mtime_ns
    assert set_values(env, values) == []
    assert env.stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AWS_REDSHIFT_PASSWORD", "Abcdefg1"),
        ("AWS_REDSHIFT_HOST", "h\nPATH=/x"),
        ("AWS_REDSHIFT_HOST", "$HOME"),
    ],
)
def test_a_secret_or_a_second_line_is_refused(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ValueError, match=f"^{name} cannot be written"):
        set_values(tmp_path / ".env", {name: value})
    assert list(tmp_path.iterdir()) == []
