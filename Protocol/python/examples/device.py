"""A device that sends a latent ten times a second and prints what became of each.

The latents are noise on the bundle's grid: this shows the link, not a drive. Try it with

    tombolo coordinator &
    python examples/onnx_worker.py &
    python examples/device.py
"""

import argparse
import time

import numpy as np

import tombolo


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--endpoint", default="tcp://127.0.0.1:5570", help="default: %(default)s")
    parser.add_argument("--bundle", default="Deploy/models/driving", help="default: %(default)s")
    parser.add_argument("--captures", type=int, default=50, help="default: %(default)s")
    parser.add_argument("--budget", type=float, default=0.2, help="seconds (default: %(default)s)")
    options = parser.parse_args()

    generator = np.random.default_rng(1)
    with tombolo.Device(options.endpoint, options.bundle, budget=options.budget) as device:
        if not device.wait_until_standing(5):
            reason = device.refusal.reason.label if device.refusal else "nobody answers"
            parser.exit(1, f"no session with {options.endpoint}: {reason}\n")
        period = device.bundle.capture_period_us / 1e6
        state = np.zeros(device.bundle.state_count)
        for _ in range(options.captures):
            latent = generator.laplace(0, 1.5, device.bundle.latent_shape)
            answer = device.submit(latent, state).result()
            said = answer.fate.value if not answer.cause else f"{answer.fate.value} {answer.cause}"
            if answer.plan is not None:
                age = answer.plan.age(time.monotonic_ns())
                said += f" after {1000 * age:.1f} ms, compute {answer.plan.compute_time_us} us"
            print(said)
            time.sleep(period)
        print(" ".join(f"{name}={count}" for name, count in sorted(device.counters.items())))


if __name__ == "__main__":
    main()
