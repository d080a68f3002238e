"""The command line for people and scripts: a client of the public API, and of nothing else of this server's."""
