"""Models that learn what another scoring service answered, out of a site's own stored answers."""
