"""What one audience sees, turned into routes, facets, cards and the records that templates receive. Pure."""
