"""All settings, read once at the edge from ``HAIYI_*`` variables, and passed down as values."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

REDIS = ("redis://", "rediss://", "unix://")
_CACHES = ("redis", "rediss", "unix")
_BROKERS = (*_CACHES, "redis+socket", "sentinel", "amqp", "amqps")
_SCHEMES = {"redis_url": _BROKERS, "cache_url": _CACHES, "database_url": ("sqlite", "postgresql")}


def split(value: object) -> object:
    """Return the parts of a text with commas between them.

    >>> split("a, b")
    ('a', 'b')
    """
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(split)]
Secrets = Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(split)]


class Settings(BaseSettings):
    """Where things are and how much of them to use.

    >>> Settings(home="/tmp/h").database
    'sqlite:////tmp/h/haiyi.sqlite3'
    """

    model_config = SettingsConfigDict(
        env_prefix="HAIYI_",
        frozen=True,
        extra="ignore",
        env_ignore_empty=True,
        hide_input_in_errors=True,  # an URL holds a password
    )

    home: Path = Field(
        default=Path.home() / ".cache" / "haiyi", description="models, journal, embedded server"
    )
    redis_url: SecretStr | None = Field(default=None, description="broker; unset: embedded server")
    cache_url: SecretStr | None = Field(
        default=None, description="cache; unset: the broker's server, where that is Redis"
    )
    database_url: SecretStr | None = Field(
        default=None, description="journal; unset: SQLite in home"
    )
    glossary: Path | None = Field(default=None, description="platform glossary instead of our own")
    markets: Path | None = Field(default=None, description="table of markets instead of our own")
    model: str | None = Field(default=None, description="catalog name preferred for its pair")
    decoding: Literal["greedy", "beam4", "rerank4"] = Field(
        default="rerank4",
        description="search: greedy is faster, for bulk; rerank4 chooses among what beam4 keeps",
    )
    device: Literal["cpu", "cuda", "auto"] = Field(
        default="cpu", description="what models run on; auto: a GPU where there is one"
    )
    threads: int = Field(default=1, ge=1, le=256, description="CTranslate2 translators a process")
    document_s: float = Field(
        default=20, gt=0, description="time a document may take; then the rest of it is kept"
    )
    cache_ttl_days: float = Field(default=30, gt=0, description="life of a cache entry")
    cache_timeout_s: float = Field(default=0.25, gt=0, description="a slower cache is a miss")
    worker_memory_mb: int = Field(
        default=2048, ge=0, description="a worker that holds more ends itself; 0: no ceiling"
    )
    lease_s: float = Field(default=60, gt=0, description="a job not done after this is sent again")
    sweep_s: float = Field(default=5, gt=0, description="time between two looks for such jobs")
    max_attempts: int = Field(default=3, ge=1, description="then a job is set aside")

    max_delivery_attempts: int = Field(default=12, ge=1, description="over about two days")
    delivery_retry_s: float = Field(
        default=30, gt=0, description="to the second attempt; the next times are twice as long each"
    )
    webhook_urls: Names = Field(
        default=(), description="where translations are posted, with commas between"
    )
    webhook_secrets: Secrets = Field(
        default=(), description="what signs them: one, or two while the first is replaced"
    )
    webhook_allow: Names = Field(
        default=(), description="hosts or networks among them that may be private"
    )
    stream_length: int = Field(
        default=10_000, ge=0, description="translations kept in the stream; 0: no stream"
    )

    @field_validator("redis_url", "cache_url", "database_url")
    @classmethod
    def _reachable(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        known = _SCHEMES[str(info.field_name)]
        scheme, found, _ = value.get_secret_value().partition("://") if value else ("", "", "")
        if value and not (found and (scheme in known or scheme.partition("+")[0] in known)):
            raise ValueError(f"an URL must begin with one of {', '.join(f'{s}://' for s in known)}")
        return value

    @cached_property
    def database(self) -> str:
        """URL of the journal."""
        if self.database_url:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.home / 'haiyi.sqlite3'}"

    @property
    def broker(self) -> str | None:
        """URL of the broker, or None where the embedded server is to be started."""
        return self.redis_url.get_secret_value() if self.redis_url else None

    @property
    def cache(self) -> str | None:
        """URL of the cache, or None to go without."""
        if self.cache_url:
            return self.cache_url.get_secret_value()
        return self.broker if (self.broker or "").partition("://")[0] in _CACHES else None
