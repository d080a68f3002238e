"""The users file: what is refused, and how it is written.

Whoever writes it, the server that read it before can read it afterwards: owner, group, mode and access list stay, also
behind a link. Only root may give files away, so root's run of these tests proves more than another user's.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app_fixtures import CHEAP, read_users, user, write_users
from releasewatch.core.security import HashCost, read_cost
from releasewatch.models.auth import Role
from releasewatch.services.auth import users_file
from releasewatch.services.auth.users_file import UsersFile, UsersFileError, cost_for_new_user, edit_accounts

HASH = user().password_hash.get_secret_value()
NOBODY = 65_534
IS_ROOT = os.geteuid() == 0
# Whose the file is: somebody else's, where that can be.
OWNER = (NOBODY, NOBODY) if IS_ROOT else (os.geteuid(), max(os.getgroups(), default=os.getegid()))
DEAR = HashCost(memory_kib=16, rounds=3)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "users.toml"


def refusal(path: Path, text: str) -> str:
    path.write_text(text)
    with pytest.raises(UsersFileError) as caught:
        UsersFile(path, CHEAP).load()
    return str(caught.value)


def test_written_users_read_the_same(path: Path) -> None:
    users = {"alice": user(), "root@example.com": user(role=Role.ADMIN)}
    users["alice"] = users["alice"].model_copy(update={"tokens_valid_after": datetime(2026, 11, 24, tzinfo=UTC)})
    write_users(path, users)
    assert read_users(path) == users


def test_file_is_for_its_owner_alone_and_nothing_is_left_beside_it(path: Path) -> None:
    write_users(path, {"alice": user()})
    write_users(path, {"bob": user()})
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_link_stays_a_link(path: Path, tmp_path: Path) -> None:
    real = tmp_path / "real.toml"
    real.write_text("")
    path.symlink_to(real)
    write_users(path, {"alice": user()})
    assert path.is_symlink()
    assert "alice" in read_users(real)


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o660, 0o400, 0o644])
@pytest.mark.parametrize("is_link", [False, True])
def test_the_file_stays_whose_it_is_and_readable_to_whom_it_is(
    path: Path, tmp_path: Path, mode: int, *, is_link: bool
) -> None:
    real = tmp_path / "real.toml" if is_link else path
    if is_link:
        path.symlink_to(real)
    write_users(real, {"alice": user()})
    os.chown(real, *OWNER)
    real.chmod(mode)
    for name in ("bob", "carol"):
        write_users(path, {name: user()})
        found = real.stat()
        assert (found.st_uid, found.st_gid, found.st_mode & 0o7777) == (*OWNER, mode)
    assert set(read_users(real)) == {"carol"}


def test_attributes_such_as_access_lists_stay(path: Path) -> None:
    write_users(path, {"alice": user()})
    os.setxattr(path, "user.kept", b"yes")
    changed_at = path.stat().st_mtime_ns
    write_users(path, {"bob": user()})
    assert os.getxattr(path, "user.kept") == b"yes"
    assert path.stat().st_mtime_ns > changed_at


def test_a_file_that_root_begins_belongs_to_whose_folder_it_is_in(tmp_path: Path) -> None:
    folder = tmp_path / "etc"
    folder.mkdir()
    os.chown(folder, *OWNER)
    write_users(folder / "users.toml", {"alice": user()})
    found = (folder / "users.toml").stat()
    assert found.st_uid == OWNER[0]
    assert found.st_mode & 0o777 == 0o600


def test_what_its_owner_could_not_read_is_not_written() -> None:
    with as_somebody(), tempfile.TemporaryDirectory(dir="/tmp") as folder:
        written = Path(folder, "new.toml")
        written.touch()
        with pytest.raises(UsersFileError, match="belongs to another user"):
            # Root's, on every system.
            users_file._take_after(Path("/etc/passwd"), written)


@contextmanager
def as_somebody() -> Iterator[None]:
    """Be no root for a while."""
    if IS_ROOT:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if IS_ROOT:
            os.seteuid(0)


def test_failed_write_leaves_the_file_as_it_was(path: Path) -> None:
    write_users(path, {"alice": user()})
    before = path.read_bytes()
    broken = user().model_copy(update={"role": None})
    with pytest.raises(AttributeError):
        write_users(path, {"alice": broken})
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_empty_file_has_no_users_and_a_hash_for_strangers(path: Path) -> None:
    path.write_text("")
    users = UsersFile(path, CHEAP).load()
    assert users.by_name == {}
    assert read_cost(users.decoy_hash) == CHEAP


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[users", "is not TOML"),
        ("[user.alice]", "user: Extra inputs"),
        ("[users.alice]\nrole = 'viewer'", "users.alice.password_hash"),
        (f"[users.alice]\nrole = 'owner'\npassword_hash = '{HASH}'", "users.alice.role"),
        (f"[users.alice]\nrole = 'viewer'\npassword_hash = '{HASH}'\nadmin = true", "users.alice.admin"),
        (f"[users.' alice']\nrole = 'viewer'\npassword_hash = '{HASH}'", "users. alice"),
        ("[users.alice]\nrole = 'viewer'\npassword_hash = 'hunter2hunter2'", "users.alice.password_hash"),
        ("[users.alice]\nrole = 'viewer'\npassword_hash = '$2b$12$hunter2hunter2'", "users.alice.password_hash"),
        (f"[users.alice]\nrole = 'viewer'\npassword_hash = '{HASH}'\ntokens_valid_after = 'x'", "tokens_valid_after"),
    ],
)
def test_s17_malformed_files_are_refused_without_showing_a_hash(path: Path, text: str, expected: str) -> None:
    message = refusal(path, text)
    assert expected in message
    assert str(path) in message
    assert "hunter2" not in message
    assert HASH not in message
    assert "\n" not in message


def test_missing_and_unreadable_files_are_refused(path: Path) -> None:
    with pytest.raises(UsersFileError, match="No such file"):
        UsersFile(path, CHEAP).load()
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(UsersFileError, match="UTF-8"):
        UsersFile(path, CHEAP).load()


def test_a_file_of_before_is_read_and_gets_a_format_with_the_next_change(path: Path) -> None:
    path.write_text(f"[users.alice]\nrole = 'viewer'\npassword_hash = '{HASH}'\n")
    assert set(UsersFile(path, CHEAP).load().by_name) == {"alice"}
    edit_accounts(path, lambda accounts: accounts)
    assert "\nformat = 1\n" in path.read_text()
    assert set(read_users(path)) == {"alice"}


def test_a_file_of_a_newer_server_is_refused_in_one_line_and_left_as_it_is(path: Path) -> None:
    text = "format = 2\n[users]\n"
    assert refusal(path, text) == (f"{path}: format: is 2, as a newer releasewatch writes it, and this one reads 1")
    with pytest.raises(UsersFileError, match="format: is 2"):
        edit_accounts(path, lambda accounts: accounts)
    assert path.read_text() == text


def test_a_file_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "etc").write_text("")
    with pytest.raises(UsersFileError, match=r"users\.toml: File exists$"):
        edit_accounts(tmp_path / "etc" / "users.toml", lambda accounts: accounts)


def test_s11_hashes_that_differ_in_cost_are_refused(path: Path) -> None:
    write_users(path, {"alice": user(), "bob": user(cost=DEAR)})
    with pytest.raises(UsersFileError, match="differ in cost"):
        UsersFile(path, CHEAP).load()


def test_s10_weak_hashes_are_refused(path: Path) -> None:
    write_users(path, {"alice": user()})
    with pytest.raises(UsersFileError, match="weaker"):
        UsersFile(path, HashCost()).load()


def test_new_users_cost_what_the_others_cost(path: Path) -> None:
    assert cost_for_new_user(path, {"alice": user(cost=DEAR)}, default=CHEAP) == DEAR
    assert cost_for_new_user(path, {}, default=CHEAP) == CHEAP


def test_file_is_read_again_only_when_it_changed(path: Path) -> None:
    write_users(path, {"alice": user()})
    file = UsersFile(path, CHEAP)
    first = file.users()
    assert file.users() is first
    write_users(path, {"alice": user(), "bob": user()})
    second = file.users()
    assert set(second.by_name) == {"alice", "bob"}
    assert second.decoy_hash == first.decoy_hash
    write_users(path, {"carol": user(cost=DEAR)})
    assert read_cost(file.users().decoy_hash) == DEAR


def test_file_is_read_again_when_it_was_changed_in_place_and_its_time_kept(path: Path) -> None:
    path.write_text(f"[users.alice]\nrole = 'viewer'\npassword_hash = '{HASH}'\n")
    file = UsersFile(path, CHEAP)
    assert set(file.users().by_name) == {"alice"}
    before = path.stat()
    path.write_text(path.read_text().replace("alice", "carol"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert set(file.users().by_name) == {"carol"}
