"""A ladder spread over processes and machines: planned once, a step for each rung and seed, judged once."""
