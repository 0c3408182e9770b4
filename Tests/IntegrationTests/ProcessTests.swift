import Testing

/// Tests with real processes, sockets and models, one after the other: a machine of two cores has
/// room for one drive at a time.
@Suite(.serialized) struct ProcessTests {}
