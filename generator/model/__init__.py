"""Frozen records for everything the exports and settings say. No behaviour beyond what a field means."""
