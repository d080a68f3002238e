"""The commands that write the users file, each in a process of its own, at the same time."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

from app_fixtures import PASSWORD, read_users

RELEASEWATCH = Path(sys.executable).with_name("releasewatch")
# A hash takes a second then, which both commands spend between reading and writing the file.
SLOW_HASHES = {"RELEASEWATCH_ARGON2_MEMORY_KIB": str(256 * 1024)}


async def run(users_file: Path, *words: str, typed: str = "") -> None:
    """Run a command to its good end."""
    env = os.environ | SLOW_HASHES | {"RELEASEWATCH_USERS_FILE": str(users_file)}
    process = await asyncio.create_subprocess_exec(RELEASEWATCH, *words, env=env, stdin=PIPE, stdout=PIPE, stderr=PIPE)
    _, errors = await process.communicate(typed.encode())
    assert process.returncode == 0, errors


async def test_commands_at_the_same_time_lose_no_change(tmp_path: Path) -> None:
    users_file = tmp_path / "etc" / "users.toml"
    names = ("ada", "bob")
    async with asyncio.TaskGroup() as tasks:
        for name in names:
            tasks.create_task(run(users_file, "user", "add", name, "--password-stdin", typed=f"{PASSWORD}\n"))
    assert set(read_users(users_file)) == set(names)
    # Nothing but the file stays.
    assert list(users_file.parent.iterdir()) == [users_file]
