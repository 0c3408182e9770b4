"""Every bound of this package: section 7 of the specification first, its own after it."""

from typing import Final

PART_BYTES: Final = 256 * 1024
"""A message part; a connection that brings a longer one ends."""
BODY_BYTES: Final = 65_528
"""A body: the most its length can say in eights; a full batch of whole chains needs 24,584."""
LATENT_PAYLOAD_BYTES: Final = 65_536
"""The payload part of a latent: state vector and compressed latent."""
LATENT_ELEMENTS: Final = 65_536
"""Elements of a latent: 256 KiB as float32."""
STATE_FIELDS: Final = 64
"""Fields of a state vector."""
STATE_BYTES: Final = 4_356
"""A state vector of 64 numbers, and a commitment: a delay and the steps of a whole plan."""
SENSORS: Final = 8
"""Latents of a capture."""
CHANNEL_GROUPS: Final = 4
"""Groups of channels of a plan."""
BATCH_MEMBERS: Final = 64
"""Members of a batch."""
LINKS: Final = 8
"""Messages that a batch's member was predicted from: those from its keyframe on."""
PAYLOAD_BYTES: Final = 2 * BATCH_MEMBERS * LATENT_PAYLOAD_BYTES
"""All payload parts of a message: a full batch of the largest latents, and as much of chains."""
MESSAGE_PARTS: Final = 1 + BATCH_MEMBERS * (1 + LINKS)
"""Parts of a message: the control part of a batch, and of each member its links' and its own."""
NAME_BYTES: Final = 64
"""A name as UTF-8."""
ENDPOINT_BYTES: Final = 128
"""An endpoint as ASCII."""
MODELS: Final = 4
"""Models of a worker."""
SERVICE_TIMES: Final = 16
"""Measured batch sizes that a worker announces, of each model."""
PLAN_STEPS: Final = 64
"""Steps of a plan."""
PLAN_CHANNELS: Final = 16
"""Numbers of a step."""
BELIEFS: Final = 16
"""Beliefs beside a plan."""
CREDIT: Final = 64
"""Latents, or batches, in flight."""
PERIOD_MINIMUM_US: Final = 1_000
"""Capture and heartbeat period."""
PERIOD_MAXIMUM_US: Final = 60_000_000
"""Capture and heartbeat period."""
SILENCE_MAXIMUM_US: Final = 600_000_000
"""Silence limit; it is at least the heartbeat period."""
STEP_MINIMUM_US: Final = 1_000
"""Time between two steps of a plan."""
STEP_MAXIMUM_US: Final = 10_000_000
"""Time between two steps of a plan."""

# What follows bounds this package and is not in the specification.

MANIFEST_BYTES: Final = 1 << 20
"""A bundle.json; real ones have 5 KB, and it is read whole."""
STREAMS: Final = 16
"""Streams that one device client keeps a mailbox for: one per model and camera group."""
CHAIN_DEPTH: Final = LINKS
"""Predicted latents between a latent and its keyframe, itself among them."""
PACE_STRETCH: Final = 2
"""Times its own period that a device lets its captures be apart, unless its owner says other."""
PACE_GAP: Final = 2
"""Slowest periods between two captures, however often paces come: one may leave as much."""
OUTSTANDING_LATENTS: Final = 16
"""Latents of a stream remembered as possible references: 1.6 s of answers on their way at 10 Hz."""
COMMANDS: Final = 256
"""Captures handed to a device's thread and not yet taken; beyond, a caller outruns the thread."""
MESSAGES_PER_TURN: Final = 64
"""Messages read before timers run again, so that a flood delays no heartbeat."""
QUEUED_FRAMES: Final = 64
"""Send and receive marks of a socket: one full credit, or six seconds of heartbeats."""
CLOCK_SAMPLES: Final = 64
"""Heartbeats that the clock estimate looks back on: 6 s of a link with nothing else to say."""
