"""A second reading of control parts, written from ../../SPEC.md and not from the dissector.

What it returns is flat: filter names with the list of values in the order of the bytes, as a
dissection lists them."""

import itertools
import struct

NAMES = {
    1: "hello", 2: "welcome", 3: "refuse", 4: "latent", 5: "plan", 6: "outcome", 7: "heartbeat",
    8: "goodbye", 9: "register", 10: "batch", 11: "batchResult", 12: "drain", 13: "pace",
    14: "reference", 15: "failsafeReport", 16: "rehome",
}
ENUMERATIONS = {
    "hello.requestClass": "urgent ordinary background",
    "refuse.reason": "wrongVersion wrongBundle full unknownSession draining malformed unattainable",
    "goodbye.reason": "finished replaced silence protocolError failed",
    "outcome.fate": "superseded expired rejected failed",
    "outcome.cause": "newerCapture budgetSpent budgetTooShort noWorker noCredit queueFull duplicate"
                     " malformed wrongBundle draining workerLost workerFailed missingReference shed",
    "batchResult.member.status": "ok malformed expired failed",
    "plan.reference": "held missing",
    "outcome.reference": "held missing",
    "pace.reason": "phaseAssigned overload workerLost relieved draining",
    "reference.status": "held missing",
    "failsafeReport.state": "standby nominal degraded fallback minimalRiskManoeuvre"
                            " minimalRiskCondition emergencyStop",
    "failsafeReport.stopLevel": "comfortable inLane emergency",
    "failsafeReport.cause": "ready planAge planEnding noPlan unsoundPlans wrongBundle recovered"
                            " budgetSpent localPolicyLate localPolicyUnhealthy sensorsUnsound disarmed"
                            " pathLost pathEnded stopLate standstill operatorReleased"
                            " automaticallyReleased emergencyStop localReset cameraStalled cameraRepeats"
                            " cameraTimeJumps cameraMisshapen actuatorsRefuse",
    "rehome.reason": "draining overload proximity",
}
# Of the messages that the recorded session shows: name and struct letter of each field in order; "x" are
# reserved bytes, "32s" a digest, "name" the name, and a tuple is a group: its name, the field that counts
# its entries, and their fields.
LATENTS = ("latent", "latentCount",
           ["reference Q", "elementCount I", "latentByteCount I", "multiplier H", "sensor B",
            "codec B", "4x"])
LINKS = ("link", "linkCount",
         ["sequence Q", "payloadChecksum I", "stateByteCount H", "latentCount B", "1x", LATENTS])
GROUPS = ("group", "groupCount",
          ["firstStep I", "step I", "stepCount H", "channelCount B", "5x"])
LAYOUTS = {
    "hello": ["bundle 32s", "capturePeriod I", "budget I", "nameByteCount B", "tokenByteCount B",
              "requestClass B", "5x", "name"],
    "welcome": ["heartbeatPeriod I", "silenceLimit I", "credit H", "6x"],
    "refuse": ["reason B", "acceptedMajor B", "acceptedMinor B", "bundlePresent B", "retryAfter I",
               "acceptedBundle 32s", "offeredPeriod I", "offeredBudget I"],
    "latent": ["captureStamp Q", "budget I", "stream H", "stateByteCount H", "payloadChecksum I",
               "latentCount B", "1x", "latentEntryByteCount H", LATENTS],
    "plan": ["captureStamp Q", "latentSequence Q", "queueTime I", "computeTime I", "modelVersion I",
             "payloadChecksum I", "beliefCount B", "groupCount B", "groupByteCount H",
             "reference B", "3x", GROUPS],
    "outcome": ["captureStamp Q", "latentSequence Q", "fate B", "cause B", "reference B",
                "5x"],
    "heartbeat": ["origin Q", "receive Q", "transmit Q"],
    "goodbye": ["reason B", "7x"],
    "register": ["modelCount B", "nameByteCount B", "modelByteCount H", "4x",
                 ("model", "modelCount",
                  ["bundle 32s", "batchLimit H", "serviceTimeCount B", "5x",
                   ("serviceTime", "serviceTimeCount", ["batch H", "2x", "time I"])]), "name"],
    "batch": ["memberCount B", "model B", "memberByteCount H", "latentEntryByteCount H", "linkByteCount H",
              ("member", "memberCount",
               ["member Q", "source Q", "sequence Q", "budget I", "payloadChecksum I",
                "stateByteCount H", "latentCount B", "linkCount B", "4x", LATENTS, LINKS])],
    "batchResult": ["batch Q", "computeTime I", "modelVersion I", "beliefCount B", "groupCount B",
                    "groupByteCount H", "memberCount H", "memberByteCount H", GROUPS,
                    ("member", "memberCount",
                     ["member Q", "payloadByteCount I", "payloadChecksum I", "status B", "7x"])],
    "drain": [],
    "failsafeReport": ["since Q", "planAge I", "state B", "stopLevel B", "cause B", "severity B",
                       "cloudPlanTicks Q", "heldPlanTicks Q", "localPolicyTicks Q", "stoppingTicks Q",
                       "standstillTicks Q", "nobodyTicks Q"],
}


class Control:
    """A legal control part."""

    def __init__(self, data):
        (magic, self.major, self.minor, kind, self.flags, body, self.payload_bytes, self.checksum,
         self.epoch, self.sequence) = struct.unpack_from("<2sBBBBHIIQQ", data)
        assert magic == b"TM" and len(data) == 32 + body, data[:32]
        self.kind, self.name = kind, NAMES[kind]
        self.fields = {}
        end = self._read(LAYOUTS[self.name], data, 32, f"tombolo.{self.name}", self.fields)
        assert end == len(data), (end, len(data))

    def _read(self, layout, data, at, path, fields):
        here = {}
        for entry in layout:
            if entry == "name":
                size = here["nameByteCount"]
                fields.setdefault(f"{path}.name", []).append(data[at:at + size].decode())
                at += size + -size % 8
            elif isinstance(entry, tuple):
                group, count, inner = entry
                for _ in range(here[count]):
                    at = self._read(inner, data, at, f"{path}.{group}", fields)
            elif entry.endswith("x"):
                at += int(entry[:-1])
            else:
                name, letter = entry.split()
                here[name], = struct.unpack_from("<" + letter, data, at)
                at += struct.calcsize("<" + letter)
                if name != "acceptedBundle" or here["bundlePresent"]:
                    fields.setdefault(f"{path}.{name}", []).append(here[name])
        return at

    @property
    def _captures(self):
        """Of each payload part the bytes of its state vector and of its latents."""
        if self.name == "latent":
            return list(self._sizes("tombolo.latent"))
        members, links = self._sizes("tombolo.batch.member"), self._sizes("tombolo.batch.member.link")
        found = []
        for member, count in zip(members, self.fields["tombolo.batch.member.linkCount"]):
            found += [*itertools.islice(links, count), member]
        return found

    def _sizes(self, path):
        sizes = iter(self.fields.get(f"{path}.latent.latentByteCount", []))
        for state, count in zip(self.fields.get(f"{path}.stateByteCount", []),
                                self.fields.get(f"{path}.latentCount", [])):
            yield state, list(itertools.islice(sizes, count))

    def value(self, name):
        """The only value of the body's field `name`."""
        value, = self.fields[f"tombolo.{self.name}.{name}"]
        return value

    def payload(self, parts):
        """The numbers in the payload parts, by filter name."""
        found = {"state": [], "latent": [], "belief": [], "step.number": []}
        for index, part in enumerate(parts):
            if self.name in ("latent", "batch"):
                states, latents = self._captures[index]
                found["state"] += struct.unpack(f"<{states // 4}f", part[:states])
                at = states
                for size in latents:
                    found["latent"].append(part[at:at + size])
                    at += size
                assert at == len(part), (at, len(part))
            elif part:
                numbers = struct.unpack(f"<{len(part) // 4}f", part)
                beliefs = self.value("beliefCount")
                found["belief"] += numbers[:beliefs]
                found["step.number"] += numbers[beliefs:]
        return {f"tombolo.payload.{name}": values for name, values in found.items() if values}


def enumeration(path, value):
    """What a dissection says of an enumeration's number, or None if it is none."""
    names = ENUMERATIONS.get(path.removeprefix("tombolo."))
    return f"{['none', *names.split()][value]} ({value})" if names else None
