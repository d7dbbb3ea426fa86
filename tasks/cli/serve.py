"""``haiyi serve``: the HTTP door alone."""

from __future__ import annotations

import logging
import socket
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import structlog
import typer

from tasks import logs, memory
from tasks.intake import document as intake
from tasks.intake import identity
from tasks.web import metrics
from tasks.web.door.api_keys import InvalidKeyLine, KeyRing, mint
from tasks.web.door.home import is_loopback
from tasks.web.door.settings import WebSettings

if TYPE_CHECKING:
    import uvicorn
    from fastapi import FastAPI

_UVICORN: dict[str, Any] = {
    "log_config": None,
    "access_log": False,
    "server_header": False,
    "backlog": 2048,
    "timeout_keep_alive": 5,
    "timeout_graceful_shutdown": 10,
}

keys = typer.Typer(help="API keys of the HTTP door.", no_args_is_help=True)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port; 0 takes a free one.", min=0, max=65535)] = 8000,
) -> None:
    """Serve previews, publishes and the compatible APIs over HTTP."""
    from tasks import runtime
    from tasks.settings import Settings
    from tasks.web.apart import Apart, Here
    from tasks.web.app import create_app

    settings = WebSettings()
    if problem := _problem(settings, host):
        typer.echo(f"haiyi: {problem}", err=True)
        raise typer.Exit(2)
    if reason := _taken(host, port):
        typer.echo(f"haiyi: {reason}", err=True)
        raise typer.Exit(3)
    configure_logs()
    parts, half_mb = runtime.build(Settings()), settings.serve_memory_mb // 2
    apart = Apart(Here(parts.alternative), lambda: parts.glossaries.read, half_mb)
    _run(create_app(parts, settings, apart), settings, lambda: apart.held, (host, port))


def _run(
    app: FastAPI, settings: WebSettings, beside: Callable[[], int], at: tuple[str, int]
) -> None:
    """Serve until told to stop, or until the memory is at its ceiling; both end gently."""
    import uvicorn

    from tasks.web.door import callers

    gate = callers.Gate(callers.most(settings.connections), settings.header_s)
    http = callers.protocol(gate)
    server = uvicorn.Server(uvicorn.Config(app, *at, http=http, **_UVICORN))
    metrics.CEILING.set(settings.serve_memory_mb * memory.MB)
    watched = (threading.Event(), settings.serve_memory_mb, lambda: _end(server))
    threading.Thread(
        target=memory.watch, args=watched, kwargs={"beside": beside}, name="memory", daemon=True
    ).start()
    server.run()


def _end(server: uvicorn.Server) -> None:
    """Take no more requests, and finish those there are; the exit code is 0."""
    server.should_exit = True


def _problem(settings: WebSettings, host: str) -> str:
    """Return why the door must stay shut, or nothing."""
    try:
        ring = KeyRing.parse(settings.api_keys, settings.admin_keys)
    except InvalidKeyLine as error:
        return f"HAIYI_API_KEYS, HAIYI_ADMIN_KEYS: {error}"
    if ring or is_loopback(host):
        return ""
    return (
        "without API keys, only this machine may call; set HAIYI_API_KEYS "
        "(`haiyi keys new NAME` makes one), or listen on 127.0.0.1"
    )


def _taken(host: str, port: int) -> str:
    """Return why nobody can listen there, or nothing."""
    try:
        with socket.create_server((host, port), family=_family(host)):
            return ""
    except OSError as error:
        hint = "choose another with --port, or 0 for a free one"
        return f"cannot listen on {host}:{port}: {error.strerror or error}; {hint}"


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


@keys.command("new")
def new(
    name: Annotated[str, typer.Argument(help="Letters, digits, dot, dash.")],
    seller: Annotated[
        str | None, typer.Option(help="The one shop it belongs to; by default all of them.")
    ] = None,
) -> None:
    """Make a key: it is shown once; what is configured is its SHA-256."""
    if seller is not None and (problem := _not_a_shop(seller)):
        raise typer.BadParameter(problem)
    token, line = mint(name, seller)
    try:
        KeyRing.parse([line])
    except InvalidKeyLine as error:
        raise typer.BadParameter("a name has letters, digits, dots and dashes") from error
    typer.echo(f"key            {token}\nHAIYI_API_KEYS {line}")


def _not_a_shop(seller: str) -> str:
    """Return why no document may belong to such a shop, or nothing."""
    if (
        not seller.strip()
        or len(seller) > identity.LONGEST_SELLER
        or intake.clean(seller) != seller
    ):
        return "no document can belong to such a shop"
    return identity.problem(seller)


def configure_logs() -> None:
    """Write one JSON object a line to stderr, uvicorn's own lines too."""
    logs.to_stderr()
    formatter = structlog.stdlib.ProcessorFormatter(
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
