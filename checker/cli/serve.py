"""`checker serve`: a page, a REST API and LanguageTool's API on this machine."""

from __future__ import annotations

import contextlib
import socket
from typing import Any

import click

from checker.cli.help import Command
from checker.cli.options import language_options, model_options, rule_options, settings
from checker.cli.stderr import say
from checker.errors import MissingExtra, UsageProblem
from checker.messages import _

_WARM = "Bonjour tout le monde."


@click.command(cls=Command)
@click.option(
    "--host",
    default="127.0.0.1",
    metavar="ADDRESS",
    help="Address to listen at (default: 127.0.0.1, which only this machine reaches).",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8081,
    help="Port (default: 8081, LanguageTool's own; 0: any free one).",
)
@click.option(
    "--allow-host",
    "names",
    multiple=True,
    metavar="NAME",
    help="Another name of this server; repeatable. Requests for any other name are refused.",
)
@click.option(
    "--max-megabytes",
    "megabytes",
    type=click.FloatRange(0.001, 1000),
    default=4.0,
    help="Largest request (default: 4).",
)
@click.option(
    "--queue",
    "waiting",
    type=click.IntRange(1, 10000),
    default=64,
    help="Requests that may wait; any more are refused (default: 64).",
)
@click.option(
    "--timeout",
    "seconds",
    type=click.FloatRange(0.1, 3600),
    default=120.0,
    help="Seconds that a request may take, waiting included (default: 120).",
)
@rule_options
@model_options
@language_options
def serve(
    host: str,
    port: int,
    names: tuple[str, ...],
    megabytes: float,
    waiting: int,
    seconds: float,
    **options: Any,
) -> int:
    """Serve a page, a REST API and LanguageTool's API on this machine.

    The models stay loaded, and nothing leaves the machine. Ctrl-C stops it once the requests under way are
    finished.
    """
    config = settings(options)
    _require()
    import uvicorn

    from checker.serve.app import Bounds, application
    from checker.serve.guards import LOCAL_NAMES
    from checker.session import Session

    bounds = Bounds(waiting=waiting, seconds=seconds, megabytes=megabytes)
    session = Session(config)
    with _listening(host, port) as listener:
        # Models load before the first request needs them, and what is missing is said here.
        session.check(_WARM)
        app = application(session, bounds, {*LOCAL_NAMES, host, *names})
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                log_level="warning",
                access_log=False,
                server_header=False,
                timeout_keep_alive=5,
                timeout_graceful_shutdown=int(bounds.closing_seconds),
                limit_concurrency=4 * waiting + 64,
                backlog=256,
            )
        )
        url = _url(host, listener.getsockname()[1])
        say(_("ready at {url}; Ctrl-C to stop.").format(url=url))
        # uvicorn passes the signal on that has ended it; here, to be ended is no failure.
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listener])
    return 0


def _require() -> None:
    try:
        import prometheus_client  # noqa: F401
        import python_multipart  # noqa: F401
        import starlette  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError:
        raise MissingExtra(
            _("The server cannot start: a package is missing."), "pip install 'checker[serve]'"
        ) from None


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=256)
    except (OSError, OverflowError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UsageProblem(
            _("cannot listen at {host}, port {port}: {reason}").format(
                host=host, port=port, reason=reason
            ),
            _("Another program may use the port: choose one with --port, or 0 for any free one."),
        ) from None


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
