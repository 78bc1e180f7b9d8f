"""Runs the application on uvicorn until its `should_exit` is set."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from channels.wire.base import MAX_FRAME
from kernel.errors import SettingsError

WS_MAX_SIZE = 4 * MAX_FRAME
"""Above our own limit, so that a frame that is a little too large gets our own typed error."""

UNSENT_MS = 30_000
"""How long the kernel keeps trying to deliver what a dead or stalled client does not take (RFC
5482). Without it a connection that was given up would hold its buffers for a quarter of an hour."""


class _Server(uvicorn.Server):
    """Leaves signals to whoever runs it together with other things."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listen(host: str, port: int) -> socket.socket:
    """An open port. Raises `SettingsError` if it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        opened = socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise SettingsError(
            f"cannot listen on {host}:{port}: {os.strerror(error.errno or 0)}. Try --port"
        ) from error
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux; a connection inherits it
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNSENT_MS)
    return opened


def server(app: ASGIApp, *, trusted_proxies: str = "") -> uvicorn.Server:
    """A server for `await server.serve([listen(...)])` inside a running loop."""
    return _Server(
        uvicorn.Config(
            app,
            loop="none",
            http="httptools",
            ws="websockets-sansio",
            ws_max_size=WS_MAX_SIZE,
            ws_per_message_deflate=False,
            ws_ping_interval=None,  # the protocol has pings of its own, which also pass proxies
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(trusted_proxies),
            forwarded_allow_ips=trusted_proxies or None,
            timeout_graceful_shutdown=5,
        )
    )
