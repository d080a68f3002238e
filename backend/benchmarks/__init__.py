"""Measures what the product claims, each figure as a ratio to a named baseline of the same run."""
