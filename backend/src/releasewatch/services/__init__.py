"""Reading Temporal and signing people in."""
