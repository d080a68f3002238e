"""Settings, errors, secrets and logs: what every other package may use."""
