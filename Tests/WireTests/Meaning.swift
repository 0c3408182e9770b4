import Timekeeping

@testable import Wire

/// A frame's meaning as JSON, fields in the order of their declaration: what a second
/// implementation must read from a vector.
enum Meaning {
    static func json(_ name: String, _ envelope: Envelope) -> String {
        let message = envelope.message
        let body = Mirror(reflecting: message).children.first
        let fields = body.map { object($0.value, indent: "  ") } ?? "{}"
        return """
            {
              "name": "\(name)",
              "message": "\(message.kind)",
              "epoch": \(envelope.epoch),
              "sequence": \(envelope.sequence),\(trace(envelope))
              "payloadByteCount": \(message.payloadByteCount),
              "fields": \(fields)
            }

            """
    }
    static func json(_ name: String, _ error: DecodeError) -> String {
        // A case without numbers has no label to reflect.
        let bare = error == .illegalEndpoint ? "illegalEndpoint" : "illegalName"
        let label = Mirror(reflecting: error).children.first?.label ?? bare
        return """
            {
              "name": "\(name)",
              "error": "\(label)",
              "description": "\(error.description)"
            }

            """
    }

    /// A line for the trace of a message that has one.
    private static func trace(_ envelope: Envelope) -> String {
        envelope.trace.map { "\n  \"traceparent\": \"\($0)\"," } ?? ""
    }
    private static func object(_ value: Any, indent: String) -> String {
        let inner = indent + "  "
        let lines = Mirror(reflecting: value).children.map { child -> String in
            let label = child.label ?? ""
            if type(of: child.value) == Interval?.self, child.value as? Interval == nil {
                return "\(inner)\"\(label)Microseconds\": null"
            }
            if let interval = child.value as? Interval {
                return "\(inner)\"\(label)Microseconds\": \(interval.wholeMicroseconds)"
            }
            return "\(inner)\"\(label)\": \(text(child.value, indent: inner))"
        }
        return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
    }
    private static func text(_ value: Any, indent: String) -> String {
        if let bundle = value as? BundleID { return "\"\(bundle)\"" }
        if let token = value as? RehomeToken {
            return "\"\(Hexadecimal.digits(of: token.bytes))\""
        }
        if let string = value as? String { return "\"\(string)\"" }
        if let integer = value as? any FixedWidthInteger { return "\(integer)" }
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional:
            return mirror.children.first.map { text($0.value, indent: indent) } ?? "null"
        case .collection:
            return list(mirror.children.map(\.value), indent: indent)
        case .struct:
            if let latents = value as? OneOrMore<SensorLatent> {
                return list(Array(latents), indent: indent)
            }
            if let groups = value as? OneOrMore<ChannelGroup> {
                return list(Array(groups), indent: indent)
            }
            if let models = value as? OneOrMore<RegisteredModel> {
                return list(Array(models), indent: indent)
            }
            return "\"\(value)\""
        default: return "\"\(value)\""
        }
    }
    private static func list(_ elements: [Any], indent: String) -> String {
        let inner = indent + "  "
        let entries = elements.map { inner + object($0, indent: inner) }
        return entries.isEmpty
            ? "[]" : "[\n" + entries.joined(separator: ",\n") + "\n\(indent)]"
    }
}
