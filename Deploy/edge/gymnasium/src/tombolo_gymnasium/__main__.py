"""Drive an environment through an agent, and say how it went.

    tombolo-edge --bundle Deploy/models/car-racing --machine ipc:///tmp/car &
    python -m tombolo_gymnasium CarRacing-v3 --agent ipc:///tmp/car --seconds 60

An environment of your own needs a `Setting`: `--setting my_module:my_setting` names a function
that returns it.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .machine import GymMachine
from .setting import Setting

KNOWN = {"CarRacing-v3": "tombolo_gymnasium.car_racing:setting"}


def found_setting(environment: str | None, reference: str | None) -> Setting:
    """Return the setting that the command line names; exits with what to do if there is none."""
    reference = reference or KNOWN.get(environment or "")
    if reference is None:
        known = ", ".join(KNOWN)
        raise SystemExit(f"no setting for {environment}: known are {known}; give --setting M:F")
    module, _, name = reference.partition(":")
    try:
        make: Callable[[], Any] = getattr(importlib.import_module(module), name or "setting")
    except (ImportError, AttributeError) as error:
        raise SystemExit(f"--setting {reference}: {error}") from error
    setting = make()
    if not isinstance(setting, Setting):
        raise SystemExit(f"--setting {reference} returns {type(setting).__name__}, not a Setting")
    return setting


def arguments() -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(
        prog="tombolo_gymnasium",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("environment", nargs="?", help=f"one of: {', '.join(KNOWN)}")
    parser.add_argument("--agent", required=True, help="where the agent listens: ipc:///PATH")
    parser.add_argument("--setting", help="module:function that returns a Setting")
    parser.add_argument("--seconds", type=float, default=60, help="the longest drive")
    parser.add_argument("--episodes", type=int, default=1, help="after which it ends")
    parser.add_argument("--seed", type=int, help="of the environment")
    parser.add_argument("--rate", type=int, default=10, help="pictures a second")
    parser.add_argument("--strip", type=Path, help="write what the camera saw here, as PNG")
    parser.add_argument("--json", type=Path, help="write the figures here")
    return parser.parse_args()


def main() -> int:
    """Drive; the exit status is 3 where the environment could not keep real time."""
    os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
    options = arguments()
    setting = found_setting(options.environment, options.setting)
    from tombolo_machine import MachineRefusedError  # noqa: PLC0415

    from .agent import NoAgentError, connect  # noqa: PLC0415
    from .strip import Strip  # noqa: PLC0415

    strip = Strip()
    try:
        with connect(options.agent, setting, options.rate) as link:
            machine = GymMachine(setting, link.picture_seconds)
            score = machine.run(link, options.seconds, options.seed, options.episodes, strip.watch)
    except (NoAgentError, MachineRefusedError) as error:
        print(f"tombolo_gymnasium: {error}", file=sys.stderr)
        return 1
    for line in score.lines():
        print(line)
    if options.strip:
        strip.write(options.strip)
    if options.json:
        options.json.write_text(json.dumps(score.table(), indent=2) + "\n")
    return 0 if score.kept_real_time else 3


if __name__ == "__main__":
    sys.exit(main())
