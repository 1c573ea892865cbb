"""Outgoing signatures, held against the vector that Standard Webhooks publishes with its libraries."""

from engine.deliver import sign

SECRET, ID, AT = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330


def test_the_published_vector() -> None:
    assert sign(SECRET, ID, AT, b'{"test": 2432232314}') == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_each_part_is_signed() -> None:
    signed = sign(SECRET, ID, AT, b"{}")
    other = "whsec_" + "A" * 32
    assert signed not in (sign(other, ID, AT, b"{}"), sign(SECRET, "x", AT, b"{}"), sign(SECRET, ID, AT + 1, b"{}"))
    assert signed != sign(SECRET, ID, AT, b"{ }")
