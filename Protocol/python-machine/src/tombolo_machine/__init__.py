"""Bring your own machine to a Tombolo agent.

The agent (`tombolo-edge --machine ipc:///PATH`) decides; a program that uses this package gives it
pictures and odometry and does what it commands. `Machine` is all that most programs need.
"""

from .core import HOLD, Command, Stop
from .machine import Machine, MachineRefusedError
from .protocol import (
    Action,
    AgentStatus,
    Camera,
    Driver,
    Hindrance,
    Refusal,
    Rejection,
    State,
    Welcome,
)
from .reading import PortDecodeError, Quantity

__version__ = "0.1.0"
__all__ = [
    "HOLD",
    "Action",
    "AgentStatus",
    "Camera",
    "Command",
    "Driver",
    "Hindrance",
    "Machine",
    "MachineRefusedError",
    "PortDecodeError",
    "Quantity",
    "Refusal",
    "Rejection",
    "State",
    "Stop",
    "Welcome",
]
