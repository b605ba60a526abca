"""Where measured bias lies in a version's folder: known to whoever seals it, without what measures it."""

BIAS_FILE = "bias.json"
