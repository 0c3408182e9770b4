/// Which sockets have patience for a long round trip in their attempts to connect.
///
/// A patient attempt whose first packet is lost is blind for all of its time: in an outage that
/// costs up to a second after the link is back. So an endpoint that was reached without patience is
/// tried with patience seldom, in case its round trip has become longer.
struct OpeningPatience {
    private struct Endpoint {
        var tries: UInt64 = 0
        var isNear = false
        /// The latest socket, and whether it is patient.
        var latest: UInt64 = 0
        var isPatient = false
    }
    // By endpoint, of which a device has few: endpoints that are tried in turn would otherwise have
    // the patient tries of one of them alone.
    private var endpoints: [String: Endpoint] = [:]

    /// Whether the socket of this number, the next one to `endpoint`, is patient.
    mutating func isPatient(_ number: UInt64, to name: String) -> Bool {
        var endpoint = endpoints[name] ?? Endpoint()
        endpoint.tries += 1
        endpoint.latest = number
        let period = endpoint.isNear ? Limits.seldomPatientOpening : Limits.patientOpening
        endpoint.isPatient = endpoint.tries.isMultiple(of: period)
        endpoints[name] = endpoint
        return endpoint.isPatient
    }
    /// The socket of this number has reached `endpoint`.
    mutating func noteReached(_ number: UInt64, _ name: String) {
        guard let endpoint = endpoints[name], endpoint.latest == number else { return }
        endpoints[name]?.isNear = !endpoint.isPatient
        endpoints[name]?.tries = 0
    }
}
