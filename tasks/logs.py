"""Logs: one JSON object a line on stderr, as stdout is for data; never a seller's text."""

from __future__ import annotations

import sys

import structlog


def to_stderr() -> None:
    """Send what this project logs to stderr."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
