"""Settings, errors, secrets and logs: what every other room may use."""
