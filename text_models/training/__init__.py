"""A version by hand: a rung chosen on development data, fitted once, judged on test texts."""
