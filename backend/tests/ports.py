"""Ports for programs that have to be told one before they start."""

import random
import socket

# Below the range from which the operating system takes ports for connections: nobody is given one of these meanwhile.
_FIRST, _LAST = 10_000, 30_000


def free_ports(count: int) -> list[int]:
    """Ports on which nobody listens, taken at random: others look for some at the same time."""
    ports: set[int] = set()
    while len(ports) < count:
        port = random.randint(_FIRST, _LAST)  # noqa: S311
        if _is_free(port):
            ports.add(port)
    return list(ports)


def _is_free(port: int) -> bool:
    try:
        with socket.create_server(("127.0.0.1", port)):
            return True
    except OSError:
        return False
