"""Each file is one DAG, each DAG one page."""
