"""All classifiers of one version, judged on the same rows."""
