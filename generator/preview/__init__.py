"""For the people behind a listing: receipts, publication traces, a server that reloads."""
