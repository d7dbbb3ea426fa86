"""Settings of the HTTP door, read once from ``HAIYI_*`` variables."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

Names = Annotated[tuple[str, ...], NoDecode]


class WebSettings(BaseSettings):
    """Who may ask, how often, and for how much.

    >>> WebSettings(cors="https://a.example, https://b.example").cors
    ('https://a.example', 'https://b.example')
    """

    model_config = SettingsConfigDict(
        env_prefix="HAIYI_",
        frozen=True,
        extra="ignore",
        env_ignore_empty=True,
        hide_input_in_errors=True,  # an URL holds a password
    )

    markets: Path | None = Field(default=None, description="table of markets instead of our own")
    cache_url: SecretStr | None = Field(default=None, description="shared by all replicas")
    redis_url: SecretStr | None = Field(default=None, description="where cache_url is unset")
    api_keys: Names = Field(default=(), description="name:sha256, made by `haiyi keys new NAME`")
    admin_keys: Names = Field(default=(), description="the same; may edit the platform glossary")
    cors: Names = Field(default=(), description="origins whose pages may call; none by default")
    rate_per_minute: int = Field(default=1200, ge=0, description="a key; 0 is no limit")
    burst: int = Field(default=120, ge=1, description="requests a key may make at once")
    body_bytes: int = Field(default=256 * 1024, ge=1024, description="longest request body")
    document_chars: int = Field(default=10_000, ge=1, description="all fields of one document")
    documents: int = Field(default=64, ge=1, description="texts or documents in one request")
    timeout_s: float = Field(default=15, gt=0, description="then 504")
    queue: int = Field(default=256, ge=1, description="documents waiting; beyond it 503")
    batch: int = Field(default=16, ge=1, description="documents translated together")
    linger_ms: float = Field(default=2, ge=0, description="wait for company, if any is near")

    @field_validator("api_keys", "admin_keys", "cors", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @property
    def redis(self) -> str | None:
        """URL of the server that replicas share, or None to go without."""
        secret = self.cache_url or self.redis_url
        url = secret.get_secret_value() if secret else ""
        return url if url.startswith(("redis://", "rediss://", "unix://")) else None
