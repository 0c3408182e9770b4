/// One field of a channel's messages, as a viewer is told of it.
struct ChannelField {
    /// The types of JSON.
    enum Kind: String {
        case number
        case integer
        case string
        case boolean
        case array
        case object
    }
    let name: String
    let kind: Kind
    /// What it says, with its unit.
    let text: String

    init(_ name: String, _ kind: Kind, _ text: String) {
        self.name = name
        self.kind = kind
        self.text = text
    }

    /// The JSON schema of an object of these fields.
    static func schema(_ fields: [ChannelField]) -> String {
        let properties = fields.map { field in
            "\(JSONLine.quoted(field.name)):{\"type\":\"\(field.kind.rawValue)\","
                + "\"description\":\(JSONLine.quoted(field.text))\(field.details)}"
        }
        return "{\"type\":\"object\",\"properties\":{" + properties.joined(separator: ",") + "}}"
    }
    /// What viewers ask of a picture's bytes and time.
    private var details: String {
        switch name {
        case "data": ",\"contentEncoding\":\"base64\""
        case "timestamp":
            ",\"title\":\"time\",\"properties\":{\"sec\":{\"type\":\"integer\"},"
                + "\"nsec\":{\"type\":\"integer\"}}"
        default: ""
        }
    }
}
