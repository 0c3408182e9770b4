"""How a Python program's tests use a bad link; skipped where there is no binary."""

from collections.abc import Callable, Iterator

import pytest
import zmq

from conftest import PATIENCE, DegradedLink

Opener = Callable[..., DegradedLink]
Pair = tuple[zmq.Socket[bytes], zmq.Socket[bytes], str]


@pytest.fixture
def pair() -> Iterator[Pair]:
    """A dealer, a router, and where the router listens."""
    with zmq.Context() as context:
        dealer, router = context.socket(zmq.DEALER), context.socket(zmq.ROUTER)
        with dealer, router:
            dealer.linger = router.linger = 0
            dealer.rcvtimeo = router.rcvtimeo = int(PATIENCE * 1000)
            port = router.bind_to_random_port("tcp://127.0.0.1")
            yield dealer, router, f"tcp://127.0.0.1:{port}"


def test_a_link_is_cut_and_heals(degraded_link: Opener, pair: Pair) -> None:
    dealer, router, endpoint = pair
    link = degraded_link(endpoint, "rtt-200", seed=7)
    dealer.connect(link.endpoint)
    dealer.send(b"first")
    identity, frame = router.recv_multipart()
    assert frame == b"first"

    link.tell(cut="both")
    router.send_multipart([identity, b"lost for now"])
    assert dealer.poll(500) == 0
    assert link.tell(heal="both")["cutUpMilliseconds"] >= 500
    assert dealer.recv() == b"lost for now"
    assert link.counts()["connections"] == 1


def test_a_reset_is_survived_by_connecting_anew(degraded_link: Opener, pair: Pair) -> None:
    dealer, router, endpoint = pair
    link = degraded_link(endpoint)
    dealer.connect(link.endpoint)
    dealer.send(b"before")
    assert router.recv_multipart()[-1] == b"before"
    assert link.tell(connection="reset")["resets"] == 1
    while link.counts()["connections"] < 2:
        pass
    dealer.send(b"after")
    assert router.recv_multipart()[-1] == b"after"


def test_an_order_that_is_none_says_what_would_be_right(degraded_link: Opener, pair: Pair) -> None:
    link = degraded_link(pair[2])
    with pytest.raises(ValueError, match="choose one of: up, down, both"):
        link.tell(cut="sideways")
