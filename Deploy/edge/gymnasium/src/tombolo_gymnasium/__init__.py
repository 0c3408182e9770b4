"""Drive any Gymnasium environment that shows a picture through Tombolo's agent on this machine."""

from .actions import ActionMap, BoxActions, DiscreteActions, largest
from .machine import GymMachine, Lateness
from .port import Command, Link
from .score import Score
from .setting import Setting

__version__ = "0.1.0"

__all__ = [
    "ActionMap",
    "BoxActions",
    "Command",
    "DiscreteActions",
    "GymMachine",
    "Lateness",
    "Link",
    "Score",
    "Setting",
    "largest",
]
