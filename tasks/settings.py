"""All settings, read once at the edge from ``HAIYI_*`` variables, and passed down as values."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Where things are and how much of them to use.

    >>> Settings(home="/tmp/h").database
    'sqlite:////tmp/h/haiyi.sqlite3'
    """

    model_config = SettingsConfigDict(env_prefix="HAIYI_", frozen=True, extra="ignore")

    home: Path = Field(
        default=Path.home() / ".cache" / "haiyi", description="models, journal, embedded server"
    )
    redis_url: SecretStr | None = Field(default=None, description="broker; unset: embedded server")
    cache_url: SecretStr | None = Field(
        default=None, description="cache; unset: the broker's server"
    )
    database_url: SecretStr | None = Field(
        default=None, description="journal; unset: SQLite in home"
    )
    glossary: Path | None = Field(default=None, description="platform glossary instead of our own")
    model: str | None = Field(default=None, description="catalog name preferred for its pair")
    threads: int = Field(default=1, ge=1, le=256, description="CTranslate2 translators a process")
    cache_ttl_days: float = Field(default=30, gt=0, description="life of a cache entry")
    cache_timeout_s: float = Field(default=0.25, gt=0, description="a slower cache is a miss")
    lease_s: float = Field(default=60, gt=0, description="a job not done after this is sent again")
    sweep_s: float = Field(default=5, gt=0, description="time between two looks for such jobs")
    max_attempts: int = Field(default=3, ge=1, description="then a job is set aside")

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
        return self.cache_url.get_secret_value() if self.cache_url else self.broker
