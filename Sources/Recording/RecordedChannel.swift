/// What the messages of one topic are.
public struct RecordedChannel: Hashable, Sendable {
    /// What describes the messages to programs that know nothing of this one.
    public struct Schema: Hashable, Sendable {
        /// Its name, for example `foxglove.CompressedImage`.
        public var name: String
        /// Its language, for example `jsonschema`.
        public var encoding: String
        /// Its text.
        public var text: String

        /// A schema from its parts.
        public init(name: String, encoding: String, text: String) {
            self.name = name
            self.encoding = encoding
            self.text = text
        }
    }
    /// The name of the topic, for example `/commands`.
    public var topic: String
    /// How messages are encoded, for example `json`.
    public var encoding: String
    /// Nil where no schema language describes them.
    public var schema: Schema?

    /// A channel from its parts.
    public init(topic: String, encoding: String, schema: Schema?) {
        self.topic = topic
        self.encoding = encoding
        self.schema = schema
    }
}
