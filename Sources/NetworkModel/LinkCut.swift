public import Timekeeping

/// A time in which a link loses everything, in one direction or both.
public struct LinkCut: Hashable, Sendable {
    /// From the link's beginning.
    public var from: Interval
    /// From the link's beginning; `.max` for never. Both directions carry again at this moment.
    public var until: Interval

    /// A cut from its parts.
    public init(from: Interval, until: Interval) {
        self.from = from
        self.until = until
    }
}

extension LinkCourse {
    /// When changes cut the link, in either direction: by a cut or a lossy hand-over. Cuts that
    /// touch are one. What the conditions themselves do, as outages, is not among them.
    public var cuts: [LinkCut] {
        let spans = LinkDirection.allCases.flatMap(cuts).sorted {
            ($0.from, $0.until) < ($1.from, $1.until)
        }
        return spans.reduce(into: []) { merged, span in
            guard let last = merged.last, span.from <= last.until else {
                return merged.append(span)
            }
            merged[merged.count - 1].until = max(last.until, span.until)
        }
    }

    private func cuts(_ direction: LinkDirection) -> [LinkCut] {
        changes.filter { $0.direction == direction }.reduce(into: []) { cuts, change in
            switch change.change {
            case .cut(let span), .handover(let span, true, _):
                cuts.append(LinkCut(from: change.at, until: change.at + span))
            case .heal:
                for index in cuts.indices {
                    cuts[index].until = min(cuts[index].until, change.at)
                }
            case .conditions, .stall, .handover: break
            }
        }
    }
}
