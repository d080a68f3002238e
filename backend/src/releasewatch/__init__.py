"""Releasewatch: the dashboard and API for releases that run on Temporal."""
