"""Posts of public sources, collected page by page and left where documents wait for their loader."""
