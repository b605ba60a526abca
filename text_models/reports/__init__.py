"""Pages of HTML: about one version of a model, a comparison of rungs, the texts of a task."""
