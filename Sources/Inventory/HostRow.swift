import Values

/// What an inventory knows of one host beside its name.
struct HostRow: Sendable {
    /// Which of ``Inventory/groupSets``.
    var groups = 0
    /// Where it was first named.
    let source: Int
    let line: Int
    /// The line that holds its variables, as long as no others came.
    private var unread: HostLine?
    private var known: Mapping = [:]

    init(source: Int, line: Int) {
        self.source = source
        self.line = line
    }

    var hasVariables: Bool { unread != nil || !known.isEmpty }

    /// Read anew each time from a line: a run asks once for each host it is about.
    var variables: Mapping {
        get { unread?.variables ?? known }
        set {
            known = newValue
            unread = nil
        }
    }

    /// - Precondition: it has no variables yet.
    mutating func leave(in line: HostLine) { unread = line }
}
