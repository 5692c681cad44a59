"""Tests cannot reach the network, so none of them can depend on it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest
from pytest_socket import SocketConnectBlockedError

# An address for documentation (RFC 5737): nobody answers there.
ELSEWHERE = "192.0.2.1"


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_a_test_cannot_connect_to_another_machine() -> None:
    with socket.socket() as plug, pytest.raises(SocketConnectBlockedError):
        plug.connect((ELSEWHERE, 80))


def test_a_test_can_connect_to_this_machine() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()[:2], timeout=5) as plug,
    ):
        assert plug.getpeername() == server.getsockname()


def test_a_child_process_is_sent_to_a_proxy_that_is_not_there() -> None:
    fetch = (
        "import urllib.request, urllib.error\n"
        "try:\n"
        f"    urllib.request.urlopen('http://{ELSEWHERE}/', timeout=5)\n"
        "except urllib.error.URLError as error:\n"
        "    print(type(error.reason).__name__)\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", fetch], capture_output=True, text=True, check=True, env=os.environ
    )
    assert answer.stdout.strip() == "ConnectionRefusedError"
