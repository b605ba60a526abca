"""The Comment Analyzer protocol, v1alpha1, as pure functions: requests in, answers and errors out."""
