"""Tombolo's protocol in Python, written from its specification.

Host a backbone with `worker`, drive one with `Device`. `tombolo.wire`, `tombolo.codec` and
`tombolo.session` are the parts they are made of.
"""

from tombolo.bundle import Bundle, BundleError
from tombolo.codec import CodecError
from tombolo.device import Answer, Device, Fate, Plan
from tombolo.session import Timing
from tombolo.wire import DecodeError
from tombolo.worker import ResultError, Worker, worker

__version__ = "0.1.0"

__all__ = [
    "Answer",
    "Bundle",
    "BundleError",
    "CodecError",
    "DecodeError",
    "Device",
    "Fate",
    "Plan",
    "ResultError",
    "Timing",
    "Worker",
    "worker",
]
