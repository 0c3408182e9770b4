-- A Wireshark dissector for the Tombolo protocol, version 1.0 (../SPEC.md) over ZMTP 3 over TCP.
--
-- A new message is a new entry of MESSAGES and nothing else: filter fields, range checks, info
-- column, payload parts and the link from an answer to its question all follow from its entry.
-- Runs on Wireshark 3.6 and later. README.md says how to install and use it.

-- What this version of the protocol knows ---------------------------------------------------------

local MAGIC, MAJOR, MINOR = "TM", 1, 0
local HEADER_BYTES = 32
local CHECKSUM_FLAG, TRACE_FLAG = 1, 2
local TRACE_BYTES = 32
-- SPEC section 7. Parts beyond these end the connection, so nothing longer is ever waited for.
local PART_BYTES = 256 * 1024
local BODY_BYTES = 65528
local LATENT_BYTES = 64 * 1024
local ELEMENTS = 65536
local SENSORS = 8
local MEMBERS = 64
local LINKS = 8
local MODELS = 4
local CHANNEL_GROUPS = 4
local PAYLOAD_BYTES = 2 * MEMBERS * LATENT_BYTES
local MESSAGE_PARTS = 1 + MEMBERS * (1 + LINKS)
-- Messages named in the info column of one packet; a packet of tiny ones would fill the line.
local INFO_MESSAGES = 8

local CLASSES = { "urgent", "ordinary", "background" }
local REFUSE_REASONS = {
    "wrongVersion", "wrongBundle", "full", "unknownSession", "draining", "malformed",
    "unattainable",
}
local GOODBYE_REASONS = { "finished", "replaced", "silence", "protocolError", "failed" }
local FATES = { "superseded", "expired", "rejected", "failed" }
local CAUSES = {
    "newerCapture", "budgetSpent", "budgetTooShort", "noWorker", "noCredit", "queueFull",
    "duplicate", "malformed", "wrongBundle", "draining", "workerLost", "workerFailed",
    "missingReference", "shed",
}
local STATUSES = { "ok", "malformed", "expired", "failed" }
local PACE_REASONS = { "phaseAssigned", "overload", "workerLost", "relieved", "draining" }
local REFERENCE_STATUSES = { "held", "missing" }
local REHOME_REASONS = { "draining", "overload", "proximity" }
local STATES = {
    "standby", "nominal", "degraded", "fallback", "minimalRiskManoeuvre", "minimalRiskCondition",
    "emergencyStop",
}
-- How serious each state is; a stop's level comes on top.
local SEVERITIES = { 0, 0, 1, 2, 2, 6, 7 }
local STOP_LEVELS = { "comfortable", "inLane", "emergency" }
local STATE_CAUSES = {
    "ready", "planAge", "planEnding", "noPlan", "unsoundPlans", "wrongBundle", "recovered",
    "budgetSpent", "localPolicyLate", "localPolicyUnhealthy", "sensorsUnsound", "disarmed",
    "pathLost", "pathEnded", "stopLate", "standstill", "operatorReleased",
    "automaticallyReleased", "emergencyStop", "localReset", "cameraStalled", "cameraRepeats",
    "cameraTimeJumps", "cameraMisshapen", "actuatorsRefuse",
}
local LAYOUTS_OF_CODEC_1 = { "planes", "golomb", "adaptive" }

-- The words of the tables below -------------------------------------------------------------------

-- Makes the constructor of a field: name, lowest and highest legal value (a number, the name of an
-- earlier field, or a function of the fields read so far), and options:
--   called   the name in the error, where the reader's differs from the SPEC's
--   early    the range is checked while reading, since what follows depends on it
--   none     the value that says that there is none, legal beside the range
local function constructor(kind)
    return function(name, lowest, highest, options)
        local field = { kind = kind, name = name, lowest = lowest, highest = highest }
        for key, value in pairs(options or {}) do field[key] = value end
        return field
    end
end
local u8, u16, u32 = constructor("u8"), constructor("u16"), constructor("u32")
local u64, us, ns = constructor("u64"), constructor("us"), constructor("ns")
local checksum, ratio = constructor("checksum"), constructor("ratio")
local function enum(name, values, called)
    return { kind = "enum", name = name, values = values, called = called }
end
-- An enumeration whose zero says that there is none.
local function optionalEnum(name, values, called)
    local known = { [0] = "none" }
    for number, value in pairs(values) do known[number] = value end
    return enum(name, known, called)
end
-- Opaque bytes, as many as `count` or the field of that name says. With `present`, the name of an
-- earlier field, zeros unless that is 1.
local function bytes(name, count, present)
    return { kind = "bytes", name = name, count = count, present = present }
end
local function reserved(count) return { kind = "reserved", count = count } end
-- Text of as many bytes as the field `count` says, 1 to `limit`, padded with zeros to eight. What
-- is not `legal` earns `fault`.
local function text(name, count, limit, legal, fault, complaint)
    return {
        kind = "text", name = name, count = count, limit = limit, legal = legal, fault = fault,
        complaint = complaint,
    }
end
-- As many entries as the field `count` says, `fewest` (or 0) to `most`, each of as many bytes as
-- its fields take, or as the field `bytes` says where a newer peer may write more; behind them the
-- groups `inner`, if any. An entry sees the fields of what holds it. `check(report, values, entry,
-- before)` is for what no single range can say.
local function group(name, count, fields, options)
    local made = { kind = "group", name = name, count = count, fields = fields }
    for key, value in pairs(options or {}) do made[key] = value end
    return made
end

local function planBytes(plan)
    local numbers = plan.beliefCount
    for _, group in ipairs(plan.group) do
        numbers = numbers + group.stepCount * group.channelCount
    end
    return 4 * numbers
end
local function duration(microseconds)
    if microseconds < 1000 then return string.format("%d us", microseconds) end
    if microseconds < 10000000 then return string.format("%.7g ms", microseconds / 1000) end
    return string.format("%.10g s", microseconds / 1000000)
end

-- Whether `characters` are UTF-8 without control characters (U+0000 to 1F, 7F to 9F).
local function isName(characters)
    local index = 1
    while index <= #characters do
        local first = characters:byte(index)
        local more, scalar, lowest
        if first < 0x80 then more, scalar, lowest = 0, first, 0
        elseif first >= 0xC2 and first < 0xE0 then more, scalar, lowest = 1, first - 0xC0, 0x80
        elseif first >= 0xE0 and first < 0xF0 then more, scalar, lowest = 2, first - 0xE0, 0x800
        elseif first >= 0xF0 and first < 0xF5 then more, scalar, lowest = 3, first - 0xF0, 0x10000
        else return false end
        for offset = 1, more do
            local byte = characters:byte(index + offset)
            if not byte or byte < 0x80 or byte > 0xBF then return false end
            scalar = scalar * 64 + byte - 0x80
        end
        if scalar < lowest or scalar > 0x10FFFF then return false end
        if scalar >= 0xD800 and scalar <= 0xDFFF then return false end
        if scalar < 0x20 or (scalar >= 0x7F and scalar < 0xA0) then return false end
        index = index + more + 1
    end
    return true
end
-- tcp://HOST:PORT, with a name, an IPv4 address or an IPv6 address in brackets.
local function isEndpoint(characters)
    local host, port = characters:match("^tcp://(.+):([1-9]%d*)$")
    if not host or #port > 5 or tonumber(port) > 65535 then return false end
    return host:find("^%[[%x:%.]+%]$") ~= nil or host:find("^[%w%-%.]+$") ~= nil
end

-- Fields that several messages share.
local function name()
    return text("name", "nameByteCount", 64, isName, "illegalName",
        "the name is not UTF-8 without control characters")
end
local function stateByteCount()
    return u16("stateByteCount", 0, function(values)
        return math.min(values.stateByteCount - values.stateByteCount % 4, 4356)
    end)
end
local function entryByteCount(name, known)
    return u16(name, known, function(_, minor)
        return minor > MINOR and BODY_BYTES or known
    end, { early = true })
end
-- The latents of a capture, one for each of its sensors, counted and measured by earlier fields.
local function latents()
    return group("latent", "latentCount", {
        u64("reference", nil, nil, { none = 0 }), u32("elementCount"), u32("latentByteCount"),
        ratio("multiplier", 1, 65535), u8("sensor"), u8("codec", 1, 255), reserved(4),
    }, {
        bytes = "latentEntryByteCount", fewest = 1, most = SENSORS,
        check = function(report, values, entry, before)
            report:range("sensor", entry.sensor, before and before.sensor + 1 or 0, 255)
            -- What those before it left of the capture's elements and bytes.
            local elements = before and before.elementsLeft or ELEMENTS
            local room = before and before.bytesLeft or LATENT_BYTES - values.stateByteCount
            report:range("elementCount", entry.elementCount, 1, math.max(elements, 0))
            report:range("latentByteCount", entry.latentByteCount, 1, math.max(room, 0))
            entry.elementsLeft = elements - entry.elementCount
            entry.bytesLeft = room - entry.latentByteCount
        end,
    })
end
-- The messages that a batch's member was predicted from, keyframe first.
local function links()
    return group("link", "linkCount", {
        u64("sequence"), checksum("payloadChecksum"), stateByteCount(), u8("latentCount"),
        reserved(1),
    }, {
        bytes = "linkByteCount", most = LINKS, inner = { latents() },
        check = function(report, member, entry, before)
            local least = before and before.sequence + UInt64(1) or UInt64(1)
            if entry.sequence < least or entry.sequence >= member.sequence then
                report:add(report.RANGES, "outOfRange", string.format(
                    "linkSequence is %s, legal are %s to %s", tostring(entry.sequence),
                    tostring(least), tostring(member.sequence - UInt64(1))))
            end
        end,
    })
end
-- How long batches of a worker's model take, by growing size.
local function serviceTimes()
    return group("serviceTime", "serviceTimeCount", { u16("batch"), reserved(2), us("time") }, {
        most = 16,
        check = function(report, _, entry, before)
            report:range("serviceTimeBatch", entry.batch, before and before.batch + 1 or 1,
                MEMBERS)
        end,
    })
end
-- The groups of channels of a plan, counted and measured by earlier fields.
local function channelGroups()
    return group("group", "groupCount", {
        us("firstStep"), us("step", 1000, 10000000, { called = "planStep" }),
        u16("stepCount", 1, 64), u8("channelCount", 1, 16), reserved(5),
    }, { bytes = "groupByteCount", fewest = 1, most = CHANNEL_GROUPS })
end

-- The messages, SPEC section 4 --------------------------------------------------------------------
--
-- info      what the info column says behind name and sequence
-- payload   layout of the payload part; with `each`, one part for every entry of that group, and
--           with `before`, one before it for every entry of that group in it
-- asks      { link } or { link, field }: an answer to it may come, found by link and field's value
-- answers   the same, on the answer
-- check     for what no single range can say, as in a group
local MESSAGES = {
    [1] = {
        name = "hello",
        fields = {
            bytes("bundle", 32), us("capturePeriod", 1000, 60000000), us("budget"),
            u8("nameByteCount"), u8("tokenByteCount", 0, function(values)
                return math.min(values.tokenByteCount - values.tokenByteCount % 32, 32)
            end, { early = true }), optionalEnum("requestClass", CLASSES), reserved(5), name(),
            bytes("token", "tokenByteCount"),
        },
        info = function(values)
            local class = CLASSES[values.requestClass]
            return class and string.format("%s, %s", values.name, class) or values.name
        end,
        asks = { "session" },
    },
    [2] = {
        name = "welcome",
        fields = {
            us("heartbeatPeriod", 1000, 60000000), us("silenceLimit", "heartbeatPeriod", 600000000),
            u16("credit", 1, 64), reserved(6),
        },
        info = function(values) return string.format("credit %d", values.credit) end,
        answers = { "session" },
    },
    [3] = {
        name = "refuse",
        fields = {
            enum("reason", REFUSE_REASONS, "refuseReason"), u8("acceptedMajor"),
            u8("acceptedMinor"), u8("bundlePresent", 0, 1, { early = true }), us("retryAfter"),
            bytes("acceptedBundle", 32, "bundlePresent"),
            us("offeredPeriod", 1000, 60000000, { none = 0 }),
            us("offeredBudget", nil, nil, { none = 0 }),
        },
        info = function(values)
            local line = string.format("%s, retry after %s", REFUSE_REASONS[values.reason] or "?",
                duration(values.retryAfter))
            for _, offer in ipairs({ "offeredPeriod", "offeredBudget" }) do
                if values[offer] ~= 0 then
                    line = string.format("%s, %s %s", line,
                        offer == "offeredPeriod" and "offers period" or "offers budget",
                        duration(values[offer]))
                end
            end
            return line
        end,
        answers = { "session" },
    },
    [4] = {
        name = "latent",
        fields = {
            ns("captureStamp"), us("budget"), u16("stream"), stateByteCount(),
            checksum("payloadChecksum"), u8("latentCount"), reserved(1),
            entryByteCount("latentEntryByteCount", 24), latents(),
        },
        info = function(values, header)
            local sensors = #values.latent
            return string.format("%d B%s budget %s", header.payloadByteCount,
                sensors > 1 and string.format(" of %d sensors", sensors) or "",
                duration(values.budget))
        end,
        payload = { layout = "latent" },
        asks = { "latent", "sequence" },
    },
    [5] = {
        name = "plan",
        fields = {
            ns("captureStamp"), u64("latentSequence"), us("queueTime"), us("computeTime"),
            u32("modelVersion"), checksum("payloadChecksum"), u8("beliefCount", 0, 16),
            u8("groupCount"), entryByteCount("groupByteCount", 16),
            optionalEnum("reference", REFERENCE_STATUSES, "referenceStatus"), reserved(3),
            channelGroups(),
        },
        check = function(report, values)
            -- A plan was made, so nothing that it was made from can be missing.
            report:range("referenceStatus", values.reference, 0, 1)
        end,
        info = function(values)
            local counts = {}
            for index, group in ipairs(values.group) do counts[index] = group.stepCount end
            return string.format("for latent %s, %s steps, queue %s, compute %s",
                tostring(values.latentSequence), table.concat(counts, " + "),
                duration(values.queueTime), duration(values.computeTime))
        end,
        payload = { layout = "plan" },
        answers = { "latent", "latentSequence" },
    },
    [6] = {
        name = "outcome",
        fields = {
            ns("captureStamp"), u64("latentSequence"), enum("fate", FATES, "outcomeFate"),
            enum("cause", CAUSES, "outcomeCause"),
            optionalEnum("reference", REFERENCE_STATUSES, "referenceStatus"), reserved(5),
        },
        info = function(values)
            return string.format("for latent %s: %s, %s", tostring(values.latentSequence),
                FATES[values.fate] or "?", CAUSES[values.cause] or "?")
        end,
        answers = { "latent", "latentSequence" },
    },
    [7] = { name = "heartbeat", fields = { ns("origin"), ns("receive"), ns("transmit") } },
    [8] = {
        name = "goodbye",
        fields = { enum("reason", GOODBYE_REASONS, "goodbyeReason"), reserved(7) },
        info = function(values) return GOODBYE_REASONS[values.reason] or "?" end,
    },
    [9] = {
        name = "register",
        fields = {
            u8("modelCount"), u8("nameByteCount"), entryByteCount("modelByteCount", 40),
            reserved(4),
            group("model", "modelCount", {
                bytes("bundle", 32), u16("batchLimit", 1, MEMBERS), u8("serviceTimeCount"),
                reserved(5),
            }, {
                bytes = "modelByteCount", fewest = 1, most = MODELS, inner = { serviceTimes() },
            }),
            name(),
        },
        info = function(values)
            local limits = {}
            for index, model in ipairs(values.model) do limits[index] = model.batchLimit end
            return string.format("%s, batches up to %s", values.name or "?",
                table.concat(limits, " + "))
        end,
        asks = { "session" },
    },
    [10] = {
        name = "batch",
        fields = {
            u8("memberCount"), u8("model", 0, MODELS - 1), entryByteCount("memberByteCount", 40),
            entryByteCount("latentEntryByteCount", 24), entryByteCount("linkByteCount", 16),
            group("member", "memberCount", {
                u64("member"), u64("source"), u64("sequence"), us("budget"),
                checksum("payloadChecksum"), stateByteCount(), u8("latentCount"), u8("linkCount"),
                reserved(4),
            }, {
                bytes = "memberByteCount", fewest = 1, most = MEMBERS,
                inner = { latents(), links() },
            }),
        },
        info = function(values, header)
            return string.format("of %d, %d B%s", values.memberCount, header.payloadByteCount,
                values.model > 0 and string.format(" for model %d", values.model) or "")
        end,
        payload = { layout = "latent", each = "member", before = "link" },
        asks = { "batch", "sequence" },
    },
    [11] = {
        name = "batchResult",
        fields = {
            u64("batch"), us("computeTime"), u32("modelVersion"), u8("beliefCount", 0, 16),
            u8("groupCount"), entryByteCount("groupByteCount", 16), u16("memberCount"),
            entryByteCount("memberByteCount", 24), channelGroups(),
            group("member", "memberCount", {
                u64("member"), u32("payloadByteCount"), checksum("payloadChecksum"),
                enum("status", STATUSES, "resultStatus"), reserved(7),
            }, {
                bytes = "memberByteCount", fewest = 1, most = MEMBERS,
                check = function(report, values, entry)
                    local size = entry.status == 1 and planBytes(values) or 0
                    report:range("memberPayloadByteCount", entry.payloadByteCount, size, size)
                    if entry.status ~= 1 then
                        report:range("memberPayloadChecksum", entry.payloadChecksum, 0, 0)
                    end
                end,
            }),
        },
        info = function(values)
            return string.format("for batch %s, %d members, compute %s", tostring(values.batch),
                values.memberCount, duration(values.computeTime))
        end,
        payload = { layout = "plan", each = "member" },
        answers = { "batch", "batch" },
    },
    [12] = { name = "drain", fields = {} },
    [13] = {
        name = "pace",
        fields = {
            us("capturePeriod", 1000, 60000000), u16("credit", 1, 64),
            enum("reason", PACE_REASONS, "paceReason"), reserved(1), ns("origin"),
        },
        info = function(values)
            return string.format("%s: each %s, credit %d", PACE_REASONS[values.reason] or "?",
                duration(values.capturePeriod), values.credit)
        end,
    },
    [14] = {
        name = "reference",
        fields = {
            u64("latentSequence"), u16("stream"),
            enum("status", REFERENCE_STATUSES, "referenceStatus"), reserved(5),
        },
        info = function(values)
            return string.format("latent %s of stream %d is %s", tostring(values.latentSequence),
                values.stream, REFERENCE_STATUSES[values.status] or "?")
        end,
    },
    [15] = {
        name = "failsafeReport",
        fields = {
            ns("since"), us("planAge", nil, nil, { none = 4294967295 }),
            enum("state", STATES, "reportedState"),
            optionalEnum("stopLevel", STOP_LEVELS, "reportedStopLevel"),
            enum("cause", STATE_CAUSES, "reportedCause"), u8("severity"), u64("cloudPlanTicks"),
            u64("heldPlanTicks"), u64("localPolicyTicks"), u64("stoppingTicks"),
            u64("standstillTicks"), u64("nobodyTicks"),
        },
        check = function(report, values)
            local severity = SEVERITIES[values.state]
            if not severity then return end
            local stopping = STATES[values.state] == "minimalRiskManoeuvre"
            if stopping then severity = severity + values.stopLevel end
            report:range("severity", values.severity, severity, severity, nil, report.BODY)
            report:range("reportedStopLevel", values.stopLevel, stopping and 1 or 0,
                stopping and 3 or 0)
        end,
        info = function(values)
            local level = STOP_LEVELS[values.stopLevel]
            return string.format("%s%s: %s", STATES[values.state] or "?",
                level and " " .. level or "", STATE_CAUSES[values.cause] or "?")
        end,
    },
    [16] = {
        name = "rehome",
        fields = {
            bytes("token", 32), us("within"), enum("reason", REHOME_REASONS, "rehomeReason"),
            u8("endpointByteCount"), reserved(2),
            text("endpoint", "endpointByteCount", 128, isEndpoint, "illegalEndpoint",
                "the endpoint is not tcp://HOST:PORT in printable ASCII"),
        },
        info = function(values)
            return string.format("to %s within %s, %s", values.endpoint, duration(values.within),
                REHOME_REASONS[values.reason] or "?")
        end,
    },
}

-- The trace context between header and body, SPEC section 3.
local NUMBER_64 = "18446744073709551615"
local TRACE = {
    fields = { bytes("traceID", 16), bytes("parentID", 8), u8("traceFlags"), reserved(7) },
    check = function(report, values)
        for _, field in ipairs({ { "parentID", "traceParent" }, { "traceID", "traceID" } }) do
            if not values[field[1]]:find("[^\0]") then
                report:add(report.BODY, "outOfRange",
                    string.format("%s is 0, legal are 1 to %s", field[2], NUMBER_64))
                return
            end
        end
    end,
}

-- Protocols, preferences and filter fields --------------------------------------------------------

local tombolo = Proto("tombolo", "Tombolo")
local zmtp = Proto("tombolo_zmtp", "ZeroMQ Message Transport Protocol (Tombolo)")

tombolo.prefs.ports = Pref.range("TCP ports", "5570-5571",
    "Ports taken for Tombolo at once; on other ports a connection is known by its greeting", 65535)
tombolo.prefs.verify = Pref.bool("Verify checksums of payload parts", true,
    "Those of control parts are always verified")
tombolo.prefs.state = Pref.string("Names of the state vector", "",
    "From the bundle, with commas; numbered if empty")
tombolo.prefs.channels = Pref.string("Names of a plan's channels", "",
    "From the bundle, with commas; numbered if empty")
tombolo.prefs.beliefs = Pref.string("Names of a plan's beliefs", "",
    "From the bundle, with commas; numbered if empty")

-- Lua 5.2 as well as 5.4: Wireshark brings `bit`; where it does not, one of the others is there.
local bits = bit or bit32
local bxor, band, rshift
if bits then
    bxor, band, rshift = bits.bxor, bits.band, bits.rshift
else
    bxor = load("return function(a, b) return a ~ b end")()
    band = load("return function(a, b) return a & b end")()
    rshift = load("return function(a, n) return (a & 0xffffffff) >> n end")()
end

-- "captureStamp" as a label: "Capture stamp".
local function label(name)
    local spaced = name:gsub("%u", function(letter) return " " .. letter:lower() end)
    return spaced:sub(1, 1):upper() .. spaced:sub(2)
end

local function plain(constructor, form)
    return function(abbreviation, name) return constructor(abbreviation, name, form) end
end
local function unit(constructor, symbol)
    return function(abbreviation, name)
        return constructor(abbreviation, name, base.UNIT_STRING, { symbol })
    end
end
-- How each kind of field is kept (`bytes`), shown (`make`) and explained behind its value (`note`).
local KINDS = {
    u8 = { bytes = 1, make = plain(ProtoField.uint8, base.DEC) },
    u16 = { bytes = 2, make = plain(ProtoField.uint16, base.DEC) },
    u32 = { bytes = 4, make = plain(ProtoField.uint32, base.DEC) },
    u64 = { bytes = 8, make = plain(ProtoField.uint64, base.DEC) },
    us = {
        bytes = 4, make = unit(ProtoField.uint32, " us"),
        note = function(value) return value >= 1000 and duration(value) or nil end,
    },
    ns = { bytes = 8, make = unit(ProtoField.uint64, " ns") },
    checksum = { bytes = 4, make = plain(ProtoField.uint32, base.HEX) },
    ratio = {
        bytes = 2, make = plain(ProtoField.uint16, base.DEC),
        note = function(value)
            return string.format("%.6g times the bundle's steps", value / 256)
        end,
    },
    enum = {
        bytes = 1,
        make = function(abbreviation, name, field)
            return ProtoField.uint8(abbreviation, name, base.DEC, field.values)
        end,
    },
    bytes = { make = plain(ProtoField.bytes, base.NONE) },
    text = { make = plain(ProtoField.string, base.UNICODE) },
    group = { make = plain(ProtoField.none) },
}

local kindNames = {}
for kind, message in pairs(MESSAGES) do kindNames[kind] = message.name end

local H = {
    magic = ProtoField.string("tombolo.magic", "Magic"),
    major = ProtoField.uint8("tombolo.major", "Major version", base.DEC),
    minor = ProtoField.uint8("tombolo.minor", "Minor version", base.DEC),
    kind = ProtoField.uint8("tombolo.kind", "Kind", base.DEC, kindNames),
    flags = ProtoField.uint8("tombolo.flags", "Flags", base.HEX),
    checksummed = ProtoField.bool("tombolo.flags.checksummed", "Checksum present", 8, nil,
        CHECKSUM_FLAG),
    traced = ProtoField.bool("tombolo.flags.traced", "Trace context present", 8, nil, TRACE_FLAG),
    unknownFlags = ProtoField.uint8("tombolo.flags.unknown", "Unknown", base.HEX, nil, 0xFC),
    trace = ProtoField.none("tombolo.trace", "Trace context"),
    bodyByteCount = ProtoField.uint16("tombolo.bodyByteCount", "Body byte count", base.DEC),
    payloadByteCount = ProtoField.uint32("tombolo.payloadByteCount", "Payload byte count",
        base.DEC),
    checksum = ProtoField.uint32("tombolo.checksum", "Checksum", base.HEX),
    checksumStatus = ProtoField.string("tombolo.checksum.status", "Checksum status"),
    epoch = ProtoField.uint64("tombolo.epoch", "Epoch", base.HEX),
    sequence = ProtoField.uint64("tombolo.sequence", "Sequence", base.DEC),
    body = ProtoField.bytes("tombolo.body", "Body"),
    reserved = ProtoField.bytes("tombolo.reserved", "Reserved"),
    newer = ProtoField.bytes("tombolo.newer", "Fields of a newer minor version"),
    trailing = ProtoField.bytes("tombolo.trailing", "Trailing bytes"),
    error = ProtoField.string("tombolo.error", "Refused as"),
    responseIn = ProtoField.framenum("tombolo.responseIn", "Response in", base.NONE,
        frametype.RESPONSE),
    responseTo = ProtoField.framenum("tombolo.responseTo", "Response to", base.NONE,
        frametype.REQUEST),
    responseTime = ProtoField.relative_time("tombolo.responseTime", "Response time"),
    payload = ProtoField.bytes("tombolo.payload", "Payload part"),
    emptyPayload = ProtoField.none("tombolo.payload.empty", "Payload part"),
    payloadStatus = ProtoField.string("tombolo.payload.status", "Payload checksum status"),
    state = ProtoField.float("tombolo.payload.state", "State"),
    latent = ProtoField.bytes("tombolo.payload.latent", "Latent"),
    layout = ProtoField.uint8("tombolo.payload.latent.layout", "Layout", base.DEC,
        LAYOUTS_OF_CODEC_1, 0x3F),
    predicted = ProtoField.bool("tombolo.payload.latent.predicted", "Predicted from a reference", 8,
        nil, 0x40),
    block = ProtoField.bool("tombolo.payload.latent.lz4", "In an LZ4 block", 8, nil, 0x80),
    belief = ProtoField.float("tombolo.payload.belief", "Belief"),
    step = ProtoField.none("tombolo.payload.step", "Step"),
    number = ProtoField.float("tombolo.payload.step.number", "Number"),
}
local fields = {}
for _, field in pairs(H) do fields[#fields + 1] = field end

-- Gives every field of every message, also inside groups, its filter name.
local function register(path, list)
    for _, field in ipairs(list) do
        if field.name then
            local abbreviation = path .. "." .. field.name
            field.shown = KINDS[field.kind].make(abbreviation, label(field.name), field)
            fields[#fields + 1] = field.shown
            if field.kind == "group" then
                register(abbreviation, field.fields)
                register(abbreviation, field.inner or {})
            end
        end
    end
end
for _, message in pairs(MESSAGES) do register("tombolo." .. message.name, message.fields) end
register("tombolo.trace", TRACE.fields)
tombolo.fields = fields

-- The errors of SPEC section 8 that the bytes can show, and those of payload parts.
local E = {}
for name, severity in pairs({
    truncated = expert.severity.ERROR, unsupportedVersion = expert.severity.WARN,
    unknownKind = expert.severity.NOTE, unknownFlags = expert.severity.ERROR,
    outOfRange = expert.severity.ERROR, wrongLength = expert.severity.ERROR,
    wrongChecksum = expert.severity.ERROR, reservedNotZero = expert.severity.ERROR,
    unknownValue = expert.severity.ERROR, illegalName = expert.severity.ERROR,
    illegalEndpoint = expert.severity.ERROR,
    trailingBytes = expert.severity.ERROR, payloadMismatch = expert.severity.ERROR,
    wrongPayloadParts = expert.severity.ERROR, wrongPayloadChecksum = expert.severity.ERROR,
    payloadNotFinite = expert.severity.ERROR, unknownLayout = expert.severity.ERROR,
}) do
    local group = name:find("Checksum") and expert.group.CHECKSUM or expert.group.PROTOCOL
    E[name] = ProtoExpert.new("tombolo.expert." .. name, "Tombolo: " .. name, group, severity)
end
tombolo.experts = E

local Z = {
    signature = ProtoField.bytes("tombolo_zmtp.signature", "Signature"),
    major = ProtoField.uint8("tombolo_zmtp.major", "Major version", base.DEC),
    minor = ProtoField.uint8("tombolo_zmtp.minor", "Minor version", base.DEC),
    mechanism = ProtoField.string("tombolo_zmtp.mechanism", "Mechanism"),
    server = ProtoField.bool("tombolo_zmtp.server", "As server"),
    flags = ProtoField.uint8("tombolo_zmtp.flags", "Flags", base.HEX),
    more = ProtoField.bool("tombolo_zmtp.flags.more", "More parts follow", 8, nil, 1),
    long = ProtoField.bool("tombolo_zmtp.flags.long", "Long length", 8, nil, 2),
    command = ProtoField.bool("tombolo_zmtp.flags.command", "Command", 8, nil, 4),
    length = ProtoField.uint64("tombolo_zmtp.length", "Length", base.DEC),
    part = ProtoField.bytes("tombolo_zmtp.part", "Part"),
    name = ProtoField.string("tombolo_zmtp.command", "Command"),
    property = ProtoField.string("tombolo_zmtp.property", "Property"),
    value = ProtoField.bytes("tombolo_zmtp.property.value", "Value"),
    reason = ProtoField.string("tombolo_zmtp.reason", "Reason"),
    content = ProtoField.bytes("tombolo_zmtp.content", "Content"),
    encrypted = ProtoField.bytes("tombolo_zmtp.encrypted", "CURVE-encrypted"),
    skipped = ProtoField.bytes("tombolo_zmtp.unsynchronised", "Bytes without a frame"),
}
zmtp.fields = Z
local Y = {
    unsynchronised = ProtoExpert.new("tombolo_zmtp.expert.unsynchronised",
        "No frame starts here", expert.group.SEQUENCE, expert.severity.NOTE),
    tooLarge = ProtoExpert.new("tombolo_zmtp.expert.tooLarge",
        "A part or message over the limit; a Tombolo peer ends the connection",
        expert.group.PROTOCOL, expert.severity.WARN),
    incomplete = ProtoExpert.new("tombolo_zmtp.expert.incomplete",
        "The message is not whole in this capture", expert.group.REASSEMBLE, expert.severity.NOTE),
    brokenCommand = ProtoExpert.new("tombolo_zmtp.expert.brokenCommand",
        "The command ends before one of its fields does", expert.group.PROTOCOL,
        expert.severity.ERROR),
    peerError = ProtoExpert.new("tombolo_zmtp.expert.peerError",
        "The peer refuses the connection", expert.group.RESPONSE_CODE, expert.severity.WARN),
}
zmtp.experts = Y

-- CRC-32C, and other small things -----------------------------------------------------------------

local CRC_TABLE = {}
for index = 0, 255 do
    local value = index
    for _ = 1, 8 do
        local low = band(value, 1)
        value = rshift(value, 1)
        if low == 1 then value = bxor(value, 0x82F63B78) end
    end
    CRC_TABLE[index] = value
end
local function crc32c(bytes)
    local value = 0xFFFFFFFF
    for index = 1, #bytes do
        value = bxor(rshift(value, 8), CRC_TABLE[band(bxor(value, bytes:byte(index)), 0xFF)])
    end
    return bxor(value, 0xFFFFFFFF) % 4294967296  -- `bit` gives signed numbers
end

local function split(names)
    local list = {}
    for name in names:gmatch("[^,]+") do list[#list + 1] = name:match("^%s*(.-)%s*$") end
    return list
end

-- Faults ------------------------------------------------------------------------------------------

-- The order in which a reader checks (SPEC section 3): it stops at the first fault, and so the
-- first one is what it counts. A dissector reads on, and shows the others too.
local HEADER, BODY, TRAILING, RANGES, MISMATCH, PAYLOAD = 1, 2, 3, 4, 5, 6

local Report = { BODY = BODY, RANGES = RANGES }
Report.__index = Report
function Report:add(phase, name, text, item)
    (item or self.item):add_proto_expert_info(E[name], text)
    if not self.phase or phase < self.phase then self.phase, self.name = phase, name end
    if phase == RANGES then self.beyondRanges = true end
end
function Report:range(name, value, lowest, highest, item, phase)
    if value >= lowest and value <= highest then return true end
    self:add(phase or RANGES, "outOfRange",
        string.format("%s is %d, legal are %d to %d", name, value, lowest, highest), item)
    return false
end

-- Control part ------------------------------------------------------------------------------------

-- Reads the fields of one control part front to back; `at` and all offsets count from its start.
local Reader = {}
Reader.__index = Reader

function Reader:take(count, tree)
    if self.at + count > self.size then
        self.report:add(BODY, "truncated", string.format(
            "the control part ends after %d bytes and needs %d", self.size, self.at + count), tree)
        return nil
    end
    local range = count > 0 and self.tvb(self.start + self.at, count) or nil
    self.at = self.at + count
    return range, true
end

function Reader:zeros(count, tree)
    local start = self.at
    local range, taken = self:take(count, tree)
    if not taken or count == 0 then return taken end
    local item = tree:add(H.reserved, range)
    local place = range:raw():find("[^\0]")
    if place then
        self.report:add(BODY, "reservedNotZero", string.format(
            "the reserved byte at offset %d is not zero", start + place - 1), item)
    end
    return true
end

local function resolve(bound, values, minor)
    if type(bound) == "function" then return bound(values, minor) end
    if type(bound) == "string" then return values[bound] end
    return bound
end

-- Readers of the kinds that are not plain numbers. All return whether reading can go on.
local SPECIAL = {}
function SPECIAL.reserved(reader, field, tree) return reader:zeros(field.count, tree) end
function SPECIAL.bytes(reader, field, tree, values)
    local count = resolve(field.count, values)
    if field.present and values[field.present] ~= 1 then return reader:zeros(count, tree) end
    if count == 0 then return true end
    local range = reader:take(count, tree)
    if not range then return false end
    tree:add(field.shown, range)
    values[field.name] = range:raw()
    return true
end
function SPECIAL.text(reader, field, tree, values)
    local count = values[field.count]
    if not reader.report:range(field.count, count, 1, field.limit, tree, BODY) then return false end
    local range = reader:take(count, tree)
    if not range then return false end
    local item = tree:add_packet_field(field.shown, range, ENC_UTF_8)
    if field.legal(range:raw()) then
        values[field.name] = range:raw()
    else
        values[field.name] = "?"
        reader.report:add(BODY, field.fault, field.complaint, item)
    end
    return reader:zeros((8 - count % 8) % 8, tree)
end
function SPECIAL.group(reader, field, tree, values)
    local entries = {}
    values[field.name] = entries
    if not reader.report:range(field.count, values[field.count], field.fewest or 0, field.most,
        reader.items[field.count], BODY) then return false end
    for index = 1, values[field.count] do
        local start = reader.at
        if start >= reader.size then
            reader:take(KINDS[field.fields[1].kind].bytes, tree)
            return false
        end
        local item = tree:add(field.shown, reader.tvb(reader.start + start, reader.size - start))
        item:set_text(string.format("%s %d", label(field.name), index))
        local entry, before = setmetatable({}, { __index = values }), entries[index - 1]
        if not reader:read(field.fields, item, entry) then return false end
        entries[index] = entry
        local beyond = field.bytes and values[field.bytes] - (reader.at - start) or 0
        if beyond > 0 then
            local range = reader:take(beyond, item)
            if not range then return false end
            item:add(H.newer, range)
        end
        if field.inner and not reader:read(field.inner, item, entry) then return false end
        item:set_len(reader.at - start)
        if field.check then field.check(reader.report:on(item), values, entry, before) end
    end
    return true
end

-- A view of the report whose faults appear at `item`.
function Report:on(item)
    local outer = self
    return setmetatable({ add = function(_, phase, name, text, other)
        outer:add(phase, name, text, other or item)
    end }, Report)
end

function Reader:number(field, tree, values)
    local kind = KINDS[field.kind]
    local range = self:take(kind.bytes, tree)
    if not range then return false end
    local item = tree:add_le(field.shown, range)
    if kind.bytes == 8 then
        values[field.name] = range:le_uint64()
        self.raw[field.name] = range:raw()
        if field.none and values[field.name] == UInt64(field.none) then
            item:append_text(" (none)")
        end
        return true
    end
    local value = range:le_uint()
    values[field.name] = value
    self.items[field.name] = item
    local note = value == field.none and "none" or kind.note and kind.note(value)
    if note then item:append_text(" (" .. note .. ")") end
    local called = field.called or field.name
    if field.values and not field.values[value] then
        self.report:add(BODY, "unknownValue",
            string.format("%s %d is not known here", called, value), item)
    end
    if field.highest and value ~= field.none then
        local legal = self.report:range(called, value, resolve(field.lowest, values, self.minor),
            resolve(field.highest, values, self.minor), item, field.early and BODY or RANGES)
        -- What follows depends on it.
        if field.early and not legal then return false end
    end
    return true
end

function Reader:read(list, tree, values)
    for _, field in ipairs(list) do
        local special = SPECIAL[field.kind]
        local going
        if special then going = special(self, field, tree, values)
        else going = self:number(field, tree, values) end
        if not going then return false end
    end
    return true
end

-- Shows the trace context; returns whether the body can be read.
function Reader:trace(tree)
    local count = math.min(TRACE_BYTES, self.size - self.at)
    if count == 0 then return self:take(TRACE_BYTES, tree) ~= nil end
    local item, values = tree:add(H.trace, self.tvb(self.start + self.at, count)), {}
    item:set_text("Trace context")
    if not self:read(TRACE.fields, item, values) then return false end
    TRACE.check(self.report:on(item), values)
    return true
end

-- Shows the header; returns what it says, and the message its kind stands for.
local function readHeader(range, tree, report)
    local header = {
        kind = range(4, 1):uint(), minor = range(3, 1):uint(),
        payloadByteCount = range(8, 4):le_uint(), sequence = range(24, 8):le_uint64(),
        epoch = range(16, 8):raw(),
    }
    local flags, bodyByteCount = range(5, 1):uint(), range(6, 2):le_uint()
    local stored, size = range(12, 4):le_uint(), range:len()
    tree:add_packet_field(H.magic, range(0, 2), ENC_ASCII)
    local major = tree:add(H.major, range(2, 1))
    tree:add(H.minor, range(3, 1))
    local kind = tree:add(H.kind, range(4, 1))
    local flagItem = tree:add(H.flags, range(5, 1))
    flagItem:add(H.checksummed, range(5, 1))
    flagItem:add(H.traced, range(5, 1))
    flagItem:add(H.unknownFlags, range(5, 1))
    local bodyItem = tree:add_le(H.bodyByteCount, range(6, 2))
    local payloadItem = tree:add_le(H.payloadByteCount, range(8, 4))
    local checksumItem = tree:add_le(H.checksum, range(12, 4))
    tree:add_le(H.epoch, range(16, 8))
    tree:add_le(H.sequence, range(24, 8))

    if range(2, 1):uint() ~= MAJOR then
        report:add(HEADER, "unsupportedVersion", string.format(
            "the peer speaks version %d.%d, this is version %d.%d", range(2, 1):uint(),
            header.minor, MAJOR, MINOR), major)
        return header, nil
    end
    local message = MESSAGES[header.kind]
    if not message then
        report:add(HEADER, "unknownKind", string.format(
            "message kind %d of minor version %d is not known here", header.kind, header.minor),
            kind)
    end
    if flags > CHECKSUM_FLAG + TRACE_FLAG then
        report:add(HEADER, "unknownFlags",
            string.format("flags 0x%x are not known here", flags), flagItem)
    end
    report:range("bodyByteCount", bodyByteCount, 0, BODY_BYTES, bodyItem, HEADER)
    report:range("payloadByteCount", header.payloadByteCount, 0,
        PAYLOAD_BYTES, payloadItem, HEADER)
    header.isTraced = band(flags, TRACE_FLAG) > 0
    local says = HEADER_BYTES + (header.isTraced and TRACE_BYTES or 0) + bodyByteCount
    if size ~= says then
        report:add(HEADER, "wrongLength", string.format(
            "the control part has %d bytes and says %d", size, says), bodyItem)
    end

    local status = "absent"
    if flags % 2 == 1 then
        local bytes = range:raw()
        local found = crc32c(bytes:sub(1, 12) .. "\0\0\0\0" .. bytes:sub(17))
        status = found == stored and "right" or "wrong"
        if found ~= stored then
            report:add(HEADER, "wrongChecksum", string.format(
                "the control part's checksum is %d, its bytes give %d", stored, found),
                checksumItem)
        end
    elseif stored ~= 0 then
        report:add(HEADER, "reservedNotZero", string.format(
            "the reserved byte at offset %d is not zero",
            11 + range(12, 4):raw():find("[^\0]")), checksumItem)
    end
    checksumItem:add(H.checksumStatus, range(12, 4), status):set_generated()
    return header, message
end

-- Payload parts -----------------------------------------------------------------------------------

-- Shows `count` numbers from `offset` of `range` by `field`, named from the `first` (or 0) on;
-- returns their texts.
local function showNumbers(range, offset, count, field, noun, names, tree, report, first)
    local shown = {}
    first = first or 0
    for index = 0, count - 1 do
        local place = range(offset + 4 * index, 4)
        local value = place:le_float()
        local item = tree:add_le(field, place)
        shown[index + 1] = string.format("%.4g", value)
        local name = names[first + index + 1] or (noun .. " " .. (first + index))
        item:set_text(string.format("%s: %.7g", name, value))
        if value ~= value or value == math.huge or value == -math.huge then
            report:add(PAYLOAD, "payloadNotFinite", string.format(
                "number %d of the payload part is not finite", offset / 4 + index), item)
        end
    end
    return shown
end

-- `size` and `show` of a part's content, from its entry (the body or an entry of its group) and
-- body.
local CONTENTS = {
    latent = {
        size = function(entry)
            local size = entry.stateByteCount
            for _, latent in ipairs(entry.latent) do size = size + latent.latentByteCount end
            return size
        end,
        show = function(range, entry, _, tree, report)
            local at = entry.stateByteCount
            if at % 4 == 0 then
                showNumbers(range, 0, at / 4, H.state, "State", split(tombolo.prefs.state), tree,
                    report)
            end
            for _, latent in ipairs(entry.latent) do
                local item = tree:add(H.latent, range(at, latent.latentByteCount))
                item:append_text(string.format(" (sensor %d)", latent.sensor))
                if latent.codec == 1 then
                    local layout = item:add(H.layout, range(at, 1))
                    item:add(H.predicted, range(at, 1))
                    item:add(H.block, range(at, 1))
                    if not LAYOUTS_OF_CODEC_1[range(at, 1):uint() % 64] then
                        report:add(PAYLOAD, "unknownLayout", "a layout that codec 1 does not have",
                            layout)
                    end
                end
                at = at + latent.latentByteCount
            end
        end,
    },
    plan = {
        size = function(entry, body) return entry.payloadByteCount or planBytes(body) end,
        show = function(range, _, body, tree, report)
            if range:len() ~= planBytes(body) then return end
            showNumbers(range, 0, body.beliefCount, H.belief, "Belief",
                split(tombolo.prefs.beliefs), tree, report)
            -- The names of one group's channels follow those of the group before.
            local names, at = split(tombolo.prefs.channels), 4 * body.beliefCount
            local first = 0
            for number, group in ipairs(body.group) do
                local size = 4 * group.channelCount
                local title = #body.group > 1 and string.format("Group %d, step", number) or "Step"
                for index = 0, group.stepCount - 1 do
                    local row = tree:add(H.step, range(at, size))
                    local shown = showNumbers(range, at, group.channelCount, H.number, "Channel",
                        names, row, report, first)
                    row:set_text(string.format("%s %d, %s after the capture: %s", title, index,
                        duration(group.firstStep + index * group.step), table.concat(shown, ", ")))
                    at = at + size
                end
                first = first + group.channelCount
            end
        end,
    },
}

-- The entries of a body that have a payload part each, in the parts' order.
local function partEntries(payload, values)
    if not payload.each then return { values } end
    local entries = {}
    for _, entry in ipairs(values[payload.each]) do
        for _, earlier in ipairs(payload.before and entry[payload.before] or {}) do
            entries[#entries + 1] = earlier
        end
        entries[#entries + 1] = entry
    end
    return entries
end

-- Compares the payload parts that came with those that the body describes, and shows them. `whole`
-- says that no fault makes the body's numbers meaningless.
local function showPayload(tvb, parts, header, message, values, whole, tree, report)
    local described, total = {}, 0
    if message and message.payload and whole then
        local content = CONTENTS[message.payload.layout]
        for _, entry in ipairs(partEntries(message.payload, values)) do
            local size = content.size(entry, values)
            described[#described + 1] = { content = content, entry = entry, size = size }
            total = total + size
        end
    end
    if message and whole then
        if header.payloadByteCount ~= total then
            report:add(MISMATCH, "payloadMismatch", string.format(
                "the header announces %d payload bytes, the body %d", header.payloadByteCount,
                total))
        end
        if #parts - 1 ~= #described then
            report:add(PAYLOAD, "wrongPayloadParts", string.format(
                "%d payload parts came, the body describes %d", #parts - 1, #described))
        end
    end
    for index = 2, #parts do
        local part, say = parts[index], described[index - 1]
        -- An empty part has no bytes to point at; it is shown at its flags and length.
        local range = part.length > 0 and tvb(part.start, part.length)
            or tvb(part.header, part.start - part.header)
        local item = tree:add(part.length > 0 and H.payload or H.emptyPayload, range)
        item:set_text(string.format("Payload part %d of %d: %d bytes", index - 1, #parts - 1,
            part.length))
        if say and say.size ~= part.length then
            report:add(PAYLOAD, "wrongPayloadParts", string.format(
                "the payload part has %d bytes, its message says %d", part.length, say.size), item)
        elseif say and part.length > 0 then
            if tombolo.prefs.verify then
                local found = crc32c(range:raw())
                local right = found == say.entry.payloadChecksum
                item:add(H.payloadStatus, range, right and "right" or "wrong"):set_generated()
                if not right then
                    report:add(PAYLOAD, "wrongPayloadChecksum", string.format(
                        "the payload part's checksum is %d, its message says %d", found,
                        say.entry.payloadChecksum), item)
                end
            end
            -- Counts beyond their limits would draw without bound.
            if not report.beyondRanges then
                say.content.show(range, say.entry, values, item, report)
            end
        end
    end
end

-- Questions and answers ---------------------------------------------------------------------------

local questions = {}  -- by connection, link, epoch and value: frame, time and, once known, answer

local function key(stream, link, header, raw)
    local value = link[2] == "sequence" and raw.headerSequence or link[2] and raw[link[2]] or ""
    if not value then return nil end
    return table.concat({ stream, link[1], header.epoch, value }, "\1")
end

local function showLinks(pinfo, stream, message, header, raw, range, tree)
    if message.asks then
        local name = key(stream, message.asks, header, raw)
        if name and not questions[name] then
            questions[name] = { frame = pinfo.number, time = pinfo.rel_ts }
        end
        local question = name and questions[name]
        if question and question.answer and question.frame == pinfo.number then
            tree:add(H.responseIn, range, question.answer):set_generated()
        end
    end
    if message.answers then
        local name = key(stream, message.answers, header, raw)
        local question = name and questions[name]
        if question and question.frame <= pinfo.number then
            if not question.answer then question.answer = pinfo.number end
            local time = pinfo.rel_ts - question.time
            local seconds = math.floor(time)
            tree:add(H.responseTo, range, question.frame):set_generated()
            tree:add(H.responseTime, range,
                NSTime.new(seconds, math.floor((time - seconds) * 1e9 + 0.5))):set_generated()
        end
    end
end

-- A whole message ---------------------------------------------------------------------------------

-- Shows the message whose control part is `parts[1]`; returns its line for the info column.
local function showMessage(tvb, parts, pinfo, stream, tree)
    local control, last = parts[1], parts[#parts]
    local top = tree:add(tombolo, tvb(control.header, last.start + last.length - control.header))
    local range = tvb(control.start, control.length)
    local report = setmetatable({ item = top }, Report)
    local header, message
    local line = "cut header"
    if control.length < HEADER_BYTES then
        report:add(HEADER, "truncated", string.format(
            "the control part ends after %d bytes and needs %d", control.length, HEADER_BYTES))
    else
        header, message = readHeader(range, top, report)
        local kind = message and message.name or string.format("kind %d", header.kind)
        line = string.format("%s seq %s", kind, tostring(header.sequence))
    end
    local values, whole = {}, false
    local reader = setmetatable({
        tvb = tvb, start = control.start, size = control.length, at = HEADER_BYTES,
        minor = header and header.minor, report = report, items = {},
        raw = { headerSequence = header and range(24, 8):raw() },
    }, Reader)
    if message then
        whole = (not header.isTraced or reader:trace(top))
            and reader:read(message.fields, top, values)
        if whole and reader.at < control.length then
            local rest = range(reader.at)
            if reader.minor > MINOR then
                top:add(H.newer, rest)
            else
                report:add(TRAILING, "trailingBytes", string.format(
                    "%d bytes follow the last field of the body", rest:len()),
                    top:add(H.trailing, rest))
            end
        end
        if whole and message.check then message.check(report, values) end
        if whole and message.info then
            local said = message.info(values, header)
            if said then line = line .. " " .. said end
        end
        showLinks(pinfo, stream, message, header, reader.raw, range, top)
    elseif control.length > HEADER_BYTES then
        top:add(H.body, range(HEADER_BYTES))
    end
    if header then showPayload(tvb, parts, header, message, values, whole, top, report) end
    top:set_text("Tombolo, " .. line)
    if report.name then
        top:add(H.error, range, report.name):set_generated()
        line = "[" .. report.name .. "] " .. line
    end
    return line
end

-- ZMTP: frames ------------------------------------------------------------------------------------

local MORE, LONG, COMMAND = 1, 2, 4

-- How many bytes a message needs where that is not known yet.
local SOME = DESEGMENT_ONE_MORE_SEGMENT

-- The part that starts at `offset`: itself, or nil and how many bytes of `tvb` would be needed, or
-- nil, nil and why there is none; and behind these what is known of an unfinished part.
local function findPart(tvb, offset, length)
    local flags = tvb(offset, 1):uint()
    if flags > 7 or (band(flags, COMMAND) > 0 and band(flags, MORE) > 0) then
        return nil, nil, "unsynchronised"
    end
    local start = offset + (band(flags, LONG) > 0 and 9 or 2)
    if start > length then return nil, SOME end
    local size
    if band(flags, LONG) > 0 then
        size = tvb(offset + 5, 4):uint()
        if tvb(offset + 1, 4):uint() > 0 or size > PART_BYTES then return nil, nil, "tooLarge" end
    else
        size = tvb(offset + 1, 1):uint()
    end
    local part = { header = offset, flags = flags, start = start, length = size }
    if start + size > length then
        -- Exact only for the last part: TCP does not serve a second wish for one message well.
        return nil, band(flags, MORE) > 0 and SOME or start + size, nil, part
    end
    return part
end

-- All parts of the message that starts at `offset`, or as findPart.
local function findMessage(tvb, offset, length)
    local parts = {}
    repeat
        if offset >= length then return nil, SOME end
        local part, need, why = findPart(tvb, offset, length)
        if not part then return nil, need, why end
        if #parts == MESSAGE_PARTS then return nil, nil, "tooLarge" end
        if #parts > 0 and band(part.flags, COMMAND) > 0 then return nil, nil, "unsynchronised" end
        parts[#parts + 1] = part
        offset = part.start + part.length
    until band(part.flags, MORE) == 0
    return parts
end

local GREETING_BYTES, SIGNATURE_BYTES = 64, 10

-- Whether the bytes from `offset` are for sure ours: true, false, or nil where more would tell.
local function isEvident(tvb, offset, length)
    local first = tvb(offset, 1):uint()
    local have = length - offset
    if first == 0xFF then
        if have < SIGNATURE_BYTES then return nil end
        return tvb(offset + 9, 1):uint() == 0x7F
    end
    if first > 7 then return false end
    local start = band(first, LONG) > 0 and 9 or 2
    if have < start + 3 then return nil end
    local content = tvb(offset + start, 3):raw()
    if band(first, COMMAND) > 0 then
        -- A command: the length of its name, and a name in capitals.
        return first == COMMAND and content:find("^[\2-\32]%u%u") ~= nil
    end
    return content:sub(1, 2) == MAGIC and content:byte(3) == MAJOR
end

-- The next offset behind `offset` at which a control part or greeting starts, to go on from there
-- after lost packets; nil if there is none.
local function findStart(tvb, offset, length)
    local bytes = tvb(offset, length - offset):raw()
    local from = 1
    while true do
        local place = bytes:find(MAGIC .. string.char(MAJOR), from, true)
        if not place then break end
        for _, ahead in ipairs({ 2, 9 }) do
            local start = place - ahead
            if start >= 1 and bytes:byte(start) < COMMAND and place + 7 <= #bytes then
                local part, _, _, partial = findPart(tvb, offset + start - 1, length)
                part = part or partial
                local says = HEADER_BYTES + bytes:byte(place + 6) + 256 * bytes:byte(place + 7)
                if band(bytes:byte(place + 5), TRACE_FLAG) > 0 then says = says + TRACE_BYTES end
                if part and part.start == offset + place - 1 and part.length == says then
                    return offset + start - 1
                end
            end
        end
        from = place + 1
    end
    local greeting = bytes:find("\255\0\0\0\0\0\0\0\1\127", 1, true)
    return greeting and offset + greeting - 1
end

-- ZMTP: what a connection is known to be ----------------------------------------------------------

local streamField = Field.new("tcp.stream")
local flows = {}   -- by connection and direction: { frame, known } in order of frames
local curves = {}  -- by connection: the frame whose greeting asked for CURVE

local function streamOf(pinfo)
    local found = { streamField() }
    if #found > 0 then return tostring(found[#found].value) end
    -- Not over TCP, or not by the TCP dissector: the two ends in one order.
    local ends = {
        tostring(pinfo.src) .. ":" .. pinfo.src_port, tostring(pinfo.dst) .. ":" .. pinfo.dst_port,
    }
    table.sort(ends)
    return table.concat(ends, " ")
end

-- Whether frames are known to start where packets of this direction do. Only what earlier packets
-- showed counts, so that a second look at a packet gives what the first gave. (`visited` would not
-- tell: tshark -2 may set it without a first dissection.)
local function isKnown(flow, frame)
    for index = #flow, 1, -1 do
        if flow[index].frame < frame then return flow[index].known end
    end
    return false
end
local function learn(flow, frame, known)
    local last = flow[#flow]
    if last and last.frame == frame then
        last.known = known
    elseif not last or (last.frame < frame and last.known ~= known) then
        flow[#flow + 1] = { frame = frame, known = known }
    end
end

-- ZMTP: greetings, commands, encrypted parts ------------------------------------------------------

local function showGreeting(tvb, offset, pinfo, stream, tree)
    local mechanism = tvb(offset + 12, 20):raw():match("^[%w_]*")
    local major, minor = tvb(offset + 10, 1):uint(), tvb(offset + 11, 1):uint()
    local top = tree:add(zmtp, tvb(offset, GREETING_BYTES))
    top:add(Z.signature, tvb(offset, SIGNATURE_BYTES))
    top:add(Z.major, tvb(offset + 10, 1))
    top:add(Z.minor, tvb(offset + 11, 1))
    top:add(Z.mechanism, tvb(offset + 12, 20), mechanism)
    top:add(Z.server, tvb(offset + 32, 1))
    if mechanism == "CURVE" and not curves[stream] then curves[stream] = pinfo.number end
    local line = string.format("greeting %d.%d %s", major, minor, mechanism)
    top:set_text("ZMTP " .. line)
    return line
end

local function showPartHeader(tvb, part, tree)
    local flags = tree:add(Z.flags, tvb(part.header, 1))
    flags:add(Z.more, tvb(part.header, 1))
    flags:add(Z.long, tvb(part.header, 1))
    flags:add(Z.command, tvb(part.header, 1))
    tree:add(Z.length, tvb(part.header + 1, part.start - part.header - 1))
end

-- Shows the properties of a READY; returns the socket's type.
local function showProperties(range, at, tree)
    local socket
    while at < range:len() do
        local nameLength = range(at, 1):uint()
        local valueAt = at + 1 + nameLength + 4
        if valueAt > range:len() then return socket, false end
        local valueLength = range(at + 1 + nameLength, 4):uint()
        if valueLength > range:len() - valueAt then return socket, false end
        local name = nameLength > 0 and range(at + 1, nameLength):raw() or ""
        name = name:gsub("[^%w%-_%.]", "?")
        local item = tree:add(Z.property, range(at, valueAt - at + valueLength), name)
        if valueLength > 0 then
            local value = range(valueAt, valueLength)
            item:add(Z.value, value)
            if value:raw():find("^[%w%-_%.]+$") then
                item:append_text(" = " .. value:raw())
                if name:lower() == "socket-type" then socket = value:raw() end
            end
        end
        at = valueAt + valueLength
    end
    return socket, true
end

local function showCommand(tvb, part, isCurve, tree)
    local top = tree:add(zmtp, tvb(part.header, part.start + part.length - part.header))
    showPartHeader(tvb, part, top)
    local nameLength = part.length > 0 and tvb(part.start, 1):uint() or 0
    if part.length < 1 + nameLength or nameLength == 0 then
        top:add_proto_expert_info(Y.brokenCommand)
        top:set_text("ZMTP command, broken")
        return "broken command"
    end
    local name = tvb(part.start + 1, nameLength):raw():gsub("[^%w_%-]", "?")
    top:add(Z.name, tvb(part.start, 1 + nameLength), name)
    local line, range = name, tvb(part.start, part.length)
    local at = 1 + nameLength
    local whole = true
    if isCurve and name ~= "ERROR" then
        line = line .. " (CURVE)"
        if at < part.length then top:add(Z.encrypted, range(at)) end
    elseif name == "READY" then
        local socket
        socket, whole = showProperties(range, at, top)
        if socket then line = line .. " " .. socket end
    elseif name == "ERROR" then
        local count = at < part.length and range(at, 1):uint() or 0
        whole = at < part.length and at + 1 + count <= part.length
        if whole and count > 0 then
            local reason = range(at + 1, count):raw():gsub("[^\32-\126]", "?")
            top:add(Z.reason, range(at, 1 + count), reason)
            line = line .. " " .. reason
        end
        top:add_proto_expert_info(Y.peerError)
    elseif at < part.length then
        top:add(Z.content, range(at))
    end
    if not whole then top:add_proto_expert_info(Y.brokenCommand) end
    top:set_text("ZMTP command " .. line)
    return line
end

local CURVE_MESSAGE = "\7MESSAGE"
-- Name, nonce, box and the flags inside it: what CURVE adds to each part.
local CURVE_OVERHEAD = 8 + 8 + 16 + 1

local function isEncrypted(tvb, parts, isCurve)
    if isCurve then return true end
    local part = parts[1]
    return part.length >= CURVE_OVERHEAD
        and tvb(part.start, #CURVE_MESSAGE):raw() == CURVE_MESSAGE
end

-- Shows the frames of a message; returns its line for the info column, and whether it is Tombolo's.
local function showFrames(tvb, parts, pinfo, stream, isCurve, tree)
    local first, last = parts[1], parts[#parts]
    local count = last.start + last.length - first.header
    local top = tree:add(zmtp, tvb(first.header, count))
    local plural = #parts > 1 and "s" or ""
    top:set_text(string.format("ZMTP message, %d part%s, %d bytes", #parts, plural, count))
    local encrypted = isEncrypted(tvb, parts, isCurve)
    for _, part in ipairs(parts) do
        showPartHeader(tvb, part, top)
        if part.length > 0 then
            top:add(encrypted and Z.encrypted or Z.part, tvb(part.start, part.length))
        end
    end
    if encrypted then
        top:append_text(", CURVE-encrypted")
        return string.format("CURVE-encrypted part, %d B inside",
            math.max(first.length - CURVE_OVERHEAD, 0)), false
    end
    if first.length < #MAGIC or tvb(first.start, #MAGIC):raw() ~= MAGIC then
        return string.format("message of %d part%s, %d B", #parts, plural, count), false
    end
    return showMessage(tvb, parts, pinfo, stream, tree), true
end

-- The dissector -----------------------------------------------------------------------------------

-- Shows what a packet brought in protocol and info column. The TCP dissector may call several times
-- for one packet (the end of one message, then more of them), so the lines gather.
local function showColumns(pinfo, lines, isOurs)
    if #lines == 0 then return end
    local before = pinfo.private["tombolo_lines"]
    if isOurs then pinfo.private["tombolo_ours"] = "1" end
    pinfo.cols.protocol:set(pinfo.private["tombolo_ours"] and "Tombolo" or "ZMTP")
    local shown = table.concat(lines, " | ", 1, math.min(#lines, INFO_MESSAGES))
    if #lines > INFO_MESSAGES then
        shown = shown .. string.format(" | and %d more", #lines - INFO_MESSAGES)
    end
    pinfo.cols.info:set((before and " | " or "") .. shown)
    pinfo.cols.info:fence()
    pinfo.private["tombolo_lines"] = "1"
end

-- Waits for the packet that brings the bytes up to `need`, or says that none will; returns which.
local function await(tvb, offset, need, pinfo, tree, lines)
    local length = tvb:len()
    if pinfo.can_desegment > 0 and length == tvb:reported_len() then
        pinfo.desegment_offset = offset
        pinfo.desegment_len = need == SOME and SOME or need - length
        return true
    end
    local top = tree:add(zmtp, tvb(offset))
    top:set_text("ZMTP, incomplete")
    top:add_proto_expert_info(Y.incomplete)
    lines[#lines + 1] = "incomplete message"
    return false
end

-- What starts at `offset`: its size, its line and whether it is Tombolo's; or nil and the bytes
-- needed; or nil, nil and the name of an expert info.
local function showNext(tvb, offset, pinfo, stream, known, tree)
    local length = tvb:len()
    if not known then
        local evident = isEvident(tvb, offset, length)
        if evident == nil then return nil, SOME end
        if not evident then return nil, nil, "unsynchronised" end
    end
    if tvb(offset, 1):uint() == 0xFF then
        if length - offset < GREETING_BYTES then return nil, offset + GREETING_BYTES end
        -- Frames of ZMTP 1 and 2 are others.
        if tvb(offset + 9, 1):uint() ~= 0x7F or tvb(offset + 10, 1):uint() < 3 then
            return nil, nil, "unsynchronised"
        end
        return GREETING_BYTES, showGreeting(tvb, offset, pinfo, stream, tree), false
    end
    local isCurve = curves[stream] ~= nil and curves[stream] <= pinfo.number
    local parts, need, why = findMessage(tvb, offset, length)
    if not parts then return nil, need, why end
    local last = parts[#parts]
    local size = last.start + last.length - offset
    if band(parts[1].flags, COMMAND) > 0 then
        return size, showCommand(tvb, parts[1], isCurve, tree), false
    end
    local line, isOurs = showFrames(tvb, parts, pinfo, stream, isCurve, tree)
    return size, line, isOurs
end

function tombolo.dissector(tvb, pinfo, tree)
    local length, offset = tvb:len(), 0
    local stream = streamOf(pinfo)
    local name = stream .. " " .. tostring(pinfo.src) .. " " .. pinfo.src_port
    local flow = flows[name] or {}
    flows[name] = flow
    local known, lines, ours = isKnown(flow, pinfo.number), {}, false
    while offset < length do
        local size, line, isOurs = showNext(tvb, offset, pinfo, stream, known, tree)
        if size then
            known, ours = true, ours or isOurs
            lines[#lines + 1] = line
            offset = offset + size
            learn(flow, pinfo.number, true)
        elseif line then
            if not await(tvb, offset, line, pinfo, tree, lines) then
                learn(flow, pinfo.number, false)
            end
            break
        else
            local start = findStart(tvb, offset + 1, length)
            -- Nothing here is like ours: let others have it.
            if not start and not known and offset == 0 then return 0 end
            local skipped = tvb(offset, (start or length) - offset)
            local top = tree:add(zmtp, skipped)
            top:set_text(string.format("ZMTP, %d bytes without a frame", skipped:len()))
            top:add(Z.skipped, skipped):add_proto_expert_info(Y[isOurs])
            lines[#lines + 1] = string.format("[%s] %d B", isOurs, skipped:len())
            known = start ~= nil
            learn(flow, pinfo.number, known)
            offset = start or length
        end
    end
    showColumns(pinfo, lines, ours)
    return length
end

-- Takes a connection that shows a greeting or a control part at the start of a packet.
local function guess(tvb, pinfo, tree)
    if tvb:len() == 0 or not isEvident(tvb, 0, tvb:len()) then return false end
    if tombolo.dissector(tvb, pinfo, tree) == 0 then return false end
    pinfo.conversation = tombolo
    return true
end
tombolo:register_heuristic("tcp", guess)

function tombolo.init()
    questions, flows, curves = {}, {}, {}
end

local tcpPorts = DissectorTable.get("tcp.port")
local ports = tombolo.prefs.ports
tcpPorts:add(ports, tombolo)
function tombolo.prefs_changed()
    if ports == tombolo.prefs.ports then return end
    if ports ~= "" then tcpPorts:remove(ports, tombolo) end
    ports = tombolo.prefs.ports
    if ports ~= "" then tcpPorts:add(ports, tombolo) end
end
