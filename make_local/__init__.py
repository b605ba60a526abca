"""The main job on one machine: data in, services up, the pipeline run, and what came of it."""
