"""Search: what Whoosh would answer, exported at build time as static shards that a small client reads."""
