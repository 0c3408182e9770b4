extension CellAccounts {
    /// What the sides of several cells counted; the coordinators' stay with their cells. Of the
    /// clocks the middle one is that of the worst cell.
    public static func together(_ cells: [CellAccounts]) -> CellAccounts {
        var sum = CellAccounts()
        for cell in cells { sum.add(cell) }
        if cells.count == 1 { sum.coordinator = cells[0].coordinator }
        return sum
    }
    private mutating func add(_ other: CellAccounts) {
        captures.add(other.captures)
        members += other.members
        plansMade += other.plansMade
        membersLost += other.membersLost
        latentsSent += other.latentsSent
        latentsArrived += other.latentsArrived
        plansSent += other.plansSent
        plansArrived += other.plansArrived
        sessions += other.sessions
        sessionsLost += other.sessionsLost
        refusals += other.refusals
        messagesUp += other.messagesUp
        messagesDown += other.messagesDown
        payloadBytesUp += other.payloadBytesUp
        payloadBytesDown += other.payloadBytesDown
        clockErrorMedian = max(clockErrorMedian, other.clockErrorMedian)
        clockErrorMost = max(clockErrorMost, other.clockErrorMost)
        events += other.events
    }
}
