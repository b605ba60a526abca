"""Rules and examples of https://docs.aws.amazon.com/redshift/latest/APIReference/API_CreateCluster.html."""

from __future__ import annotations

import pytest

from amzn_review.redshift_cluster.password_rules import check_password

PRINTABLE = "".join(chr(code) for code in range(33, 127) if chr(code) not in "'\"\\/@")


@pytest.mark.parametrize(
    "password", ["Abcdefg1", "A" * 62 + "b1", "1aB!#$%&", PRINTABLE[:64], "1aB" + PRINTABLE[-60:]]
)
def test_redshift_takes(password: str) -> None:
    check_password(password)


@pytest.mark.parametrize(
    ("password", "rule"),
    [
        ("Abcdef1", "is 7 characters long; 8 to 64 are allowed"),
        ("A" * 63 + "b1", "is 65 characters long; 8 to 64 are allowed"),
        ("abcdefg1", "has no upper-case letter"),
        ("ABCDEFG1", "has no lower-case letter"),
        ("Abcdefgh", "has no digit"),
        ("Abcdefg1 ", "has one of ' \" \\ / @ or a space"),
        *((f"Abcdefg1{character}", "has one of ' \" \\ / @ or a space") for character in "'\"\\/@"),
        ("Abcdefg1ä", "has a character that is not printable ASCII"),
        ("Abcdefg1\n", "has a character that is not printable ASCII"),
        ("Abcdefg1\x7f", "has a character that is not printable ASCII"),
        ("Äbcdefg1", "has no upper-case letter, and has a character that is not printable ASCII"),
        ("", "is 0 characters long; 8 to 64 are allowed, and has no upper-case letter"),
    ],
)
def test_redshift_does_not_take(password: str, rule: str) -> None:
    with pytest.raises(ValueError, match=r"^The password ") as caught:
        check_password(password)
    assert str(caught.value).startswith(f"The password {rule}")
    assert not password or password not in str(caught.value)
