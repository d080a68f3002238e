"""The HTTP routes and how they answer."""
