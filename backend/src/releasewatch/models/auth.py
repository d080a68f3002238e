"""Users, roles and tokens as the API speaks of them."""

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, Field


class Role(StrEnum):
    """What a user may see."""

    VIEWER = "viewer"
    ADMIN = "admin"


class AccessToken(BaseModel):
    """A fresh access token, in the form OAuth2 clients expect."""

    access_token: str
    token_type: Literal["bearer"] = "bearer"
    expires_in: int = Field(description="Seconds.")


class CurrentUser(BaseModel):
    """Who is signed in."""

    username: str
    role: Role
