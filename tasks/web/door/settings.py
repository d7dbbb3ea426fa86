"""Settings of the HTTP door, read once from ``HAIYI_*`` variables."""

from __future__ import annotations

from pydantic import Field

from tasks.settings import REDIS, Names, Settings

# Where files are sent to.
FILE_PATHS = ("/translate_file", "/v2/document", "/files")


class WebSettings(Settings):
    """Who may ask, how often, and for how much.

    >>> WebSettings(cors="https://a.example, https://b.example").cors
    ('https://a.example', 'https://b.example')
    """

    api_keys: Names = Field(default=(), description="name:sha256, made by `haiyi keys new NAME`")
    admin_keys: Names = Field(default=(), description="the same; may edit the platform glossary")
    cors: Names = Field(default=(), description="origins whose pages may call; none by default")
    rate_per_minute: int = Field(default=1200, ge=0, description="a key; 0 is no limit")
    burst: int = Field(default=120, ge=1, description="requests a key may make at once")
    body_bytes: int = Field(default=256 * 1024, ge=1024, description="longest request body")
    file_bytes: int = Field(default=16 * 2**20, ge=1024, description="longest file")
    body_s: float = Field(default=30, gt=0, description="time a body may take; then 408")
    document_chars: int = Field(default=10_000, ge=1, description="all fields of one document")
    documents: int = Field(default=64, ge=1, description="texts or documents in one request")
    connections: int = Field(default=1000, ge=1, description="at a time, files permitting")
    header_s: float = Field(default=10, gt=0, description="time a header may take; then closed")
    serve_memory_mb: int = Field(
        default=2048, ge=0, description="a server that holds more ends itself; 0: no ceiling"
    )
    timeout_s: float = Field(default=25, gt=0, description="then 504; above document_s")
    queue: int = Field(default=256, ge=1, description="documents waiting; beyond it 503")
    batch: int = Field(default=16, ge=1, description="documents translated together")
    linger_ms: float = Field(default=2, ge=0, description="wait for company, if any is near")

    def room(self, path: str) -> int:
        """Return how many bytes a body may have at a path."""
        return self.file_bytes if path in FILE_PATHS else self.body_bytes

    @property
    def redis(self) -> str | None:
        """URL of the server that replicas share, or None to go without."""
        secret = self.cache_url or self.redis_url
        url = secret.get_secret_value() if secret else ""
        return url if url.startswith(REDIS) else None
