"""TensorFlow and Keras, imported once and quietly: other modules take `tf` and `keras` from here."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

# Keras reads its backend at import, from here or else from a file in the user's home folder that may name
# another.
os.environ["KERAS_BACKEND"] = "tensorflow"
# Errors only, and no telling that a machine without a graphics card has none.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")


@contextmanager
def _stderr_kept_for_failures() -> Iterator[None]:
    """Hold back what native code prints while it loads (its log level is not set up yet); show it on
    failure.
    """
    sys.stderr.flush()
    original = os.dup(2)
    with tempfile.TemporaryFile() as held_back:
        os.dup2(held_back.fileno(), 2)
        try:
            yield
        except BaseException:
            held_back.seek(0)
            os.write(original, held_back.read())
            raise
        finally:
            os.dup2(original, 2)
            os.close(original)


with _stderr_kept_for_failures():
    import keras
    import keras_hub
    import tensorflow as tf

    # Looks for graphics cards now, while the driver's complaint that there is none is held back.
    tf.config.list_physical_devices()

__all__ = ["keras", "keras_hub", "tf"]
