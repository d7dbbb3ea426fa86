"""``haiyi serve``: the HTTP door alone."""

from __future__ import annotations

import ipaddress
import logging
import sys
from typing import Annotated

import structlog
import typer

from tasks.api_keys import KeyRing, mint
from tasks.web_settings import WebSettings

keys = typer.Typer(help="API keys of the HTTP door.", no_args_is_help=True)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port; 0 takes a free one.", min=0, max=65535)] = 8000,
) -> None:
    """Serve previews, publishes and the compatible APIs over HTTP."""
    import uvicorn

    from tasks import web_runtime
    from tasks.preview import create_app
    from tasks.settings import Settings

    settings = WebSettings()
    if not KeyRing.parse(settings.api_keys, settings.admin_keys) and not is_loopback(host):
        hint = "set HAIYI_API_KEYS (`haiyi keys new NAME` makes one), or listen on 127.0.0.1"
        typer.echo(f"haiyi: without API keys, only this machine may call; {hint}", err=True)
        raise typer.Exit(2)
    configure_logs()
    uvicorn.run(
        create_app(web_runtime.build(Settings()), settings),
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        backlog=2048,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=10,
    )


@keys.command("new")
def new(name: Annotated[str, typer.Argument(help="Letters, digits, dot, dash.")]) -> None:
    """Make a key: it is shown once; what is configured is its SHA-256."""
    token, line = mint(name)
    KeyRing.parse([line])
    typer.echo(f"key            {token}\nHAIYI_API_KEYS {line}")


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach an address.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def configure_logs() -> None:
    """Write one JSON object a line to stderr; uvicorn's own lines too."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(),
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
