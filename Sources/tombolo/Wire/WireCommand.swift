import ArgumentParser

/// The protocol's bytes: read them, list them, hold them against the golden ones.
struct WireCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wire",
        abstract: "Look at the protocol's messages, byte for byte.",
        discussion: """
            A message is a control part and its payload parts; these commands read control parts.
            What they say of a field comes from Protocol/messages.xml, which is compiled in.

            Start here:
              tombolo wire decode Protocol/vectors/valid/latent.bin
            """,
        subcommands: [
            WireDecode.self, WireDump.self, WireVectors.self, WireConform.self,
        ])
}
