"""One workflow type per entity, and one for a whole release."""
