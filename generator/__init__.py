"""Partner Directory: exports of a partner program in, a static directory out. See docs/architecture.md."""
