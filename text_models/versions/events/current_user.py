"""Who does what is written down."""

import getpass
import os


def current_user() -> str:
    """Return the name of the user whose process this is; a container may run as a number without a name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"
