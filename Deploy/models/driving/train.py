"""Trains the split driving network on recorded frames.

    python train.py --data DIR [DIR ...] --out run.pt --minutes 20
    python train.py --data DIR [DIR ...] --init run.pt --out run2.pt --minutes 11 --rate 7e-4

Several single-threaded processes average their gradients: on a machine that does other work as well they keep
far more of it than one process with several threads, which waits at every operation for its slowest thread.

The schedule is a cosine over the length of the training, given in wall-clock minutes (a budget, not
reproducible to the bit), in steps or in epochs (reproducible on one machine with one number of processes). The
checkpoint records the steps that were made, so that a run by minutes can be repeated by steps.
"""

from __future__ import annotations

import argparse
import math
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import torch
import torch.distributed as distributed
from torch import Tensor, nn

from bottleneck import (ELEMENTS, RateController, RatePrior, dequantised, draw_multipliers, entropy_bytes,
                        quantise_for_training)
from frames import Augmentation, Batch, Frames
from losses import belief_figures, belief_loss, cell_loss, plan_figures, plan_loss
from model import Backbone, Head, Local

LOCAL_GRADIENT = 0.1  # how much the local policy may bend the latent to its needs
WARM_UP = 0.03  # of the training
VALIDATION_FRAMES = 1500


class Network(nn.Module):
    """All that is trained together."""

    def __init__(self) -> None:
        super().__init__()
        self.head, self.local, self.backbone, self.prior = Head(), Local(), Backbone(), RatePrior()

    def loss(self, images: Tensor, states: Tensor, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        """Task loss, bits per frame [N] and the multipliers [N] that they were counted at."""
        latent = self.head(images)
        multiplier = draw_multipliers(len(images))
        received = quantise_for_training(latent, multiplier)
        plan, belief = self.backbone(received, states)
        shared = LOCAL_GRADIENT * received + (1 - LOCAL_GRADIENT) * received.detach()
        local_plan, local_belief = self.local(shared, states)
        loss = (plan_loss(plan, batch.plans) + belief_loss(belief, batch.obstacles)
                + 12.0 * cell_loss(self.backbone.seen, batch.cells)
                + plan_loss(local_plan, batch.cautious) + belief_loss(local_belief, batch.obstacles))
        # The rate is counted on a noisy latent: rounding has no gradient of its own.
        noisy = latent + multiplier * (torch.rand_like(latent) - 0.5)
        return loss.mean(), self.prior.bits(noisy, multiplier), multiplier.flatten()


class MovingAverage:
    """The averaged weights, which are what is validated and exported."""

    def __init__(self, network: Network, decay: float):
        self.decay, self.count = decay, 0
        self.weights = {name: value.detach().clone() for name, value in network.state_dict().items()}
        self.targets = list(self.weights.values())

    def update(self, network: Network) -> None:
        self.count += 1
        decay = min(self.decay, self.count / (self.count + 9))
        with torch.no_grad():
            torch._foreach_lerp_(self.targets, list(network.state_dict().values()), 1 - decay)


class Schedule:
    """How far the training is, 0...1, and the rate of learning there."""

    def __init__(self, arguments: argparse.Namespace, frames: int):
        self.begin = time.monotonic()
        self.seconds = arguments.minutes * 60 if arguments.minutes else None
        epochs = arguments.epochs * frames / arguments.batch if arguments.epochs else None
        self.steps = arguments.steps or (math.ceil(epochs) if epochs else None)
        if self.steps is None and self.seconds is None:
            raise SystemExit("give --minutes, --steps or --epochs")
        self.peak, self.step, self.warms_price = arguments.rate, 0, arguments.init is None

    def progress(self) -> float:
        by_steps = self.step / self.steps if self.steps else 0.0
        by_time = (time.monotonic() - self.begin) / self.seconds if self.seconds else 0.0
        return min(1.0, max(by_steps, by_time))

    def rate(self, progress: float) -> float:
        warm = min(1.0, (progress + 1e-4) / WARM_UP)
        return self.peak * warm * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * progress)))

    def price(self, progress: float) -> float:
        """The share of the rate term: it grows in; first something worth sending, then at a price."""
        return min(1.0, max(0.0, progress - 0.02) / 0.15) if self.warms_price else 1.0


class Loader:
    """Draws batches by weight and reads the next one while the current one trains."""

    def __init__(self, frames: Frames, batch: int, seed: int):
        self.frames, self.batch = frames, batch
        self.generator = np.random.default_rng(seed)
        weights = frames.sampling_weights()
        self.cumulative = np.cumsum(weights / weights.sum())
        self.pool = ThreadPoolExecutor(1)
        self.pending = self.pool.submit(self._read)

    def _read(self) -> Batch:
        # Stratified draws: evenly spread over the weights, so that a batch is never all of one kind.
        places = (np.arange(self.batch) + self.generator.random(self.batch)) / self.batch
        drawn = np.minimum(np.searchsorted(self.cumulative, places), len(self.cumulative) - 1)
        return self.frames.batch(self.frames.training[drawn])

    def next(self) -> Batch:
        batch = self.pending.result()
        self.pending = self.pool.submit(self._read)
        return batch

    def close(self) -> None:
        self.pending.result()
        self.pool.shutdown()


@torch.no_grad()
def validate(network: Network, frames: Frames, wide: bool, limit: int = VALIDATION_FRAMES) -> dict[str, float]:
    """Figures on held-out drives with the latent as it travels (multiplier 1)."""
    network.eval()
    count = min(limit, len(frames.held_out))
    chosen = frames.held_out[np.linspace(0, len(frames.held_out) - 1, count).astype(int)]
    outputs: list[list[Tensor]] = []
    for begin in range(0, count, 250):
        batch = frames.batch(chosen[begin:begin + 250])
        with torch.autocast("cpu", torch.bfloat16, enabled=not wide):
            latent = dequantised(network.head(batch.images), 1.0)
            outputs.append([latent, *network.backbone(latent, batch.states), *network.local(latent, batch.states),
                            batch.states, batch.plans, batch.cautious, batch.obstacles])
    network.train()
    latent, plan, belief, local_plan, local_belief, states, plans, cautious, obstacles = (
        torch.cat(parts) for parts in zip(*outputs))
    figures = plan_figures(plan, plans, states) | belief_figures(belief, obstacles)
    figures["bytes"] = entropy_bytes(latent)
    local = plan_figures(local_plan, cautious, states) | belief_figures(local_belief, obstacles)
    return figures | {f"local.{name}": local[name] for name in ("ade", "lateral1s", "speed", "braking", "distance")}


def described(figures: dict[str, float]) -> str:
    return " ".join(f"{name} {value:.3f}" if value < 100 else f"{name} {value:.0f}" for name, value in figures.items())


class Exchange:
    """Averages gradients over the processes in one message, and a few scalars with them."""

    def __init__(self, network: Network, scalars: int):
        self.parameters = list(network.parameters())
        self.size = sum(p.numel() for p in self.parameters)
        self.buffer = torch.zeros(self.size + scalars)

    def average(self, scalars: list[float]) -> list[float]:
        """Puts the average into the gradients; returns the sums of the scalars."""
        gradients = [p.grad if p.grad is not None else torch.zeros_like(p) for p in self.parameters]
        if not distributed.is_initialized():
            return scalars
        self.buffer[self.size:] = torch.tensor(scalars)
        parts = self.buffer[:self.size].split([p.numel() for p in self.parameters])
        torch._foreach_copy_([part.view(p.shape) for part, p in zip(parts, self.parameters)], gradients)
        distributed.all_reduce(self.buffer)
        self.buffer[:self.size] /= distributed.get_world_size()
        torch._foreach_copy_(gradients, [part.view(p.shape) for part, p in zip(parts, self.parameters)])
        return self.buffer[self.size:].tolist()


def train(rank: int, arguments: argparse.Namespace, meeting: str) -> None:
    """One process of the training; the first one keeps the average, the time and the record."""
    if arguments.processes > 1:
        distributed.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank,
                                       world_size=arguments.processes)
    torch.set_num_threads(arguments.threads)
    frames = Frames(arguments.data)
    torch.manual_seed(arguments.seed)  # the same weights everywhere
    network = Network()
    controller = RateController(arguments.bytes)
    if arguments.init:
        saved = torch.load(arguments.init, weights_only=True)
        network.load_state_dict(saved["network"])
        controller.weight = saved["rateWeight"]
    else:
        some = np.linspace(0, len(frames.training) - 1, 256).astype(int)
        network.head.calibrate(frames.batch(frames.training[some]).images)
    network = network.to(memory_format=torch.channels_last)
    torch.manual_seed(arguments.seed * 1000 + rank)  # other draws everywhere
    average = MovingAverage(network, 0.998)
    optimizer = make_optimizer(network)
    augmentation = Augmentation(arguments.seed * 1000 + rank)
    loader = Loader(frames, arguments.batch // arguments.processes, arguments.seed * 1000 + rank)
    schedule = Schedule(arguments, len(frames.training))
    exchange = Exchange(network, scalars=4)
    if rank == 0:
        print(f"{len(frames.training)} frames to train on, {len(frames.held_out)} held out, "
              f"{len(np.unique(frames.keys))} drives, {exchange.size} parameters", flush=True)
    image_type = torch.float32 if arguments.wide else torch.bfloat16
    sums, reported, progress = np.zeros(3), time.monotonic(), 0.0
    while progress < 1.0:
        batch = loader.next()
        images, states = augmentation.images(batch.images, image_type), augmentation.states(batch.states)
        with torch.autocast("cpu", torch.bfloat16, enabled=not arguments.wide):
            task, bits, multipliers = network.loss(images, states, batch)
        price = controller.weight * schedule.price(progress)
        loss = task + price * bits.mean() / ELEMENTS * 16
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        schedule.step += 1
        plain = bits.detach()[multipliers == 1.0]
        # The first process's clock is everybody's.
        scalars = exchange.average([schedule.progress() if rank == 0 else 0.0, float(plain.sum()) / 8,
                                    float(len(plain)), float(task.detach()) / arguments.processes])
        if not math.isfinite(scalars[3]):
            raise SystemExit(f"loss is {scalars[3]} at step {schedule.step}")
        for group in optimizer.param_groups:
            group["lr"] = schedule.rate(progress) * group["factor"]
        nn.utils.clip_grad_norm_(network.parameters(), 3.0, foreach=True)
        optimizer.step()
        progress, plain_bytes = scalars[0], scalars[1] / max(1.0, scalars[2])
        if scalars[2] > 0 and schedule.price(progress) == 1.0:
            controller.update(plain_bytes)
        if rank == 0:
            average.update(network)
            sums += (scalars[3], plain_bytes, 1)
            if time.monotonic() - reported > arguments.report:
                throughput = sums[2] * arguments.batch / (time.monotonic() - reported)
                report(average, frames, arguments, schedule, sums / sums[2], controller, throughput)
                sums, reported = np.zeros(3), time.monotonic()
    loader.close()
    if rank == 0:
        save(average, controller, schedule, frames, arguments)
    if distributed.is_initialized():
        distributed.destroy_process_group()


def make_optimizer(network: Network) -> torch.optim.AdamW:
    """Scales and gains learn faster: they are logarithms, and have to travel far in few steps."""
    quick = [network.prior.log_scale, network.head.log_gain, network.head.common]
    others = [p for p in network.parameters() if not any(p is q for q in quick)]
    decayed = [p for p in others if p.ndim > 1 and p.shape[0] > 1]
    plain = [p for p in others if not (p.ndim > 1 and p.shape[0] > 1)]
    return torch.optim.AdamW([
        {"params": decayed, "weight_decay": 0.02, "factor": 1.0},
        {"params": plain, "weight_decay": 0.0, "factor": 1.0},
        {"params": quick, "weight_decay": 0.0, "factor": 6.0},
    ], betas=(0.9, 0.98), fused=True)


def averaged(average: MovingAverage) -> Network:
    network = Network()
    network.load_state_dict(average.weights)
    return network.to(memory_format=torch.channels_last)


def report(average: MovingAverage, frames: Frames, arguments: argparse.Namespace, schedule: Schedule,
           means: np.ndarray, controller: RateController, throughput: float) -> None:
    figures = validate(averaged(average), frames, arguments.wide)
    seen = schedule.step * arguments.batch / max(1, len(frames.training))
    print(f"[{(time.monotonic() - schedule.begin) / 60:5.1f} min, step {schedule.step}, epoch {seen:.2f}, "
          f"{throughput:.0f} frames/s] loss {means[0]:.3f} prior {means[1]:.0f} B price {controller.weight:.5f} | "
          f"{described(figures)}", flush=True)


def save(average: MovingAverage, controller: RateController, schedule: Schedule, frames: Frames,
         arguments: argparse.Namespace) -> None:
    figures = validate(averaged(average), frames, True, limit=6000)
    print("held out, float32:", described(figures), flush=True)
    torch.save({"network": average.weights, "rateWeight": controller.weight, "steps": schedule.step,
                "batch": arguments.batch, "processes": arguments.processes, "seed": arguments.seed, "figures": figures,
                "frames": len(frames.training)}, arguments.out)
    print(f"wrote {arguments.out} after {schedule.step} steps of {arguments.batch}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="recordings")
    parser.add_argument("--out", type=Path, required=True, help="the checkpoint to write")
    parser.add_argument("--init", type=Path, help="a checkpoint to start from")
    parser.add_argument("--minutes", type=float, help="length in wall-clock minutes")
    parser.add_argument("--steps", type=int, help="length in steps")
    parser.add_argument("--epochs", type=float, help="length in passes over the training frames")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--rate", type=float, default=1.5e-3, help="highest rate of learning")
    parser.add_argument("--bytes", type=float, default=400.0, help="entropy of a latent to aim at")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--threads", type=int, default=1, help="of each process")
    parser.add_argument("--wide", action="store_true", help="float32 throughout instead of bfloat16")
    parser.add_argument("--report", type=float, default=90.0, help="seconds between validations")
    arguments = parser.parse_args()
    if arguments.processes == 1:
        train(0, arguments, "")
        return
    with tempfile.TemporaryDirectory() as folder:
        torch.multiprocessing.spawn(train, (arguments, f"{folder}/meeting"), nprocs=arguments.processes)


if __name__ == "__main__":
    main()
