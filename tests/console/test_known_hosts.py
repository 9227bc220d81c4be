import socket

import pytest

from console.known_hosts import KnownHosts


async def nothing(*_given: object) -> None:
    """An application that is never asked."""


@pytest.mark.parametrize("said", ["localhost", "LOCALHOST:8050", "127.0.0.1:1", "[::1]:8050", "localhost."])
@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "192.0.2.7"])
def test_local_names_are_known(host: str, said: str) -> None:
    assert KnownHosts(nothing, host=host).knows(said)


@pytest.mark.parametrize(
    "said", ["", "evil.example", "localhost.evil.example", "127.0.0.1@evil", "192.0.2.8", "a b", "[::2]"]
)
def test_others_are_not(said: str) -> None:
    assert not KnownHosts(nothing, host="192.0.2.7").knows(said)


def test_the_address_it_listens_at_and_the_names_it_was_given() -> None:
    hosts = KnownHosts(nothing, host="192.0.2.7", names=["grid.example.org"])
    assert hosts.knows("192.0.2.7:8050")
    assert hosts.knows("Grid.example.org")


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_open_to_all_any_address_is_known_and_the_machine_s_name(host: str) -> None:
    hosts = KnownHosts(nothing, host=host)
    assert hosts.knows("192.0.2.8:8050")
    assert hosts.knows("[2001:db8::1]")
    assert hosts.knows(socket.gethostname())
    assert not hosts.knows("evil.example")
