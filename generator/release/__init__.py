"""From rendered bytes to a site that stands: staging, one atomic swap, a lock, the last releases kept."""
