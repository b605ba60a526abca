"""How the pipeline is, asked in less than a second: nothing is started, nothing is changed."""
