"""The rules of an administrator's password in Redshift."""

from __future__ import annotations

import string

_FORBIDDEN = "'\"\\/@ "
_LEAST, _MOST = 8, 64


def check_password(password: str) -> None:
    """Raise ValueError naming every rule that the password breaks, never the password or a part of it.

    https://docs.aws.amazon.com/redshift/latest/APIReference/API_CreateCluster.html, MasterUserPassword:
    8 to 64 characters of ASCII 33-126 but ' " \\ / @, with an upper-case and a lower-case letter and a digit.
    """
    rules = {
        f"is {len(password)} characters long; {_LEAST} to {_MOST} are allowed": _LEAST
        <= len(password)
        <= _MOST,
        "has no upper-case letter": any(c in string.ascii_uppercase for c in password),
        "has no lower-case letter": any(c in string.ascii_lowercase for c in password),
        "has no digit": any(c in string.digits for c in password),
        "has a character that is not printable ASCII": all(" " <= c <= "~" for c in password),
        "has one of ' \" \\ / @ or a space": not any(c in _FORBIDDEN for c in password),
    }
    broken = [sentence for sentence, is_kept in rules.items() if not is_kept]
    if broken:
        raise ValueError(
            f"The password {', and '.join(broken)}. Redshift takes {_LEAST} to {_MOST} printable ASCII "
            "characters, among them an upper-case letter, a lower-case letter and a digit, without ' \" \\ / "
            "@ and space; set AWS_REDSHIFT_PASSWORD to such a one."
        )
