"""Users, roles and tokens as the API and the users file speak of them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, SecretStr, StringConstraints

from releasewatch.core.security import MalformedHashError, read_cost

# The version of the users file: raised when an older server could not read what is written now.
FORMAT = 1

UserName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$")]


def _check_hash(password_hash: SecretStr) -> SecretStr:
    try:
        read_cost(password_hash.get_secret_value())
    except MalformedHashError as error:
        raise ValueError("is not an Argon2id hash") from error
    return password_hash


class Role(StrEnum):
    """What a user may see."""

    VIEWER = "viewer"
    ADMIN = "admin"


class TokenRole(StrEnum):
    """What a token for scripts may do: all that a user of this role may, or nothing but fetch badges."""

    VIEWER = "viewer"
    ADMIN = "admin"
    BADGE = "badge"


class User(BaseModel):
    """One entry of the users file."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    role: Role
    password_hash: Annotated[SecretStr, AfterValidator(_check_hash)]
    tokens_valid_after: datetime | None = None


class ScriptToken(BaseModel):
    """One token for scripts, of which only the hash is kept."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    role: TokenRole
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    expires_at: AwareDatetime

    @property
    def credential_id(self) -> str:
        """Names the token in logs."""
        return self.sha256[:12]


def _check_format(number: int) -> int:
    if number != FORMAT:
        raise ValueError(f"is {number}, as a newer releasewatch writes it, and this one reads {FORMAT}")
    return number


class Accounts(BaseModel):
    """All that the users file holds."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    # A file without it is of the first format.
    format: Annotated[int, AfterValidator(_check_format)] = FORMAT
    users: dict[UserName, User] = Field(default_factory=dict)
    tokens: dict[UserName, ScriptToken] = Field(default_factory=dict)


class AccessToken(BaseModel):
    """A fresh access token, in the form OAuth2 clients expect."""

    access_token: str
    token_type: Literal["bearer"] = "bearer"
    expires_in: int = Field(description="Seconds.")


class Profile(BaseModel):
    """Who is signed in."""

    username: str
    role: Role
