/// The members of an old-style group: a B-tree of symbol nodes and a heap of names.
///
/// HDF5 File Format Specification 3.0, sections III.A.1 (B-tree version 1), III.B (symbol table), III.D (local heap).
struct HDF5Group {
    /// Address of each member's object header, by name.
    private(set) var members: [String: Int] = [:]

    private let file: HDF5Bytes
    private let heapStart: Int
    private let heapEnd: Int
    /// Nodes still allowed: more than any model's file has, and an end for trees that run in a circle.
    private var budget = 10_000

    init(_ file: HDF5Bytes, tree: Int, heap: Int) throws(FileProblem) {
        self.file = file
        try file.expect("HEAP", at: heap)
        let size = try file.size(at: heap + 8)
        heapStart = try file.size(at: heap + 24)
        _ = try file.slice(at: heapStart, count: size)
        heapEnd = heapStart + size
        try readTree(at: tree, level: nil)
    }

    private mutating func readTree(at address: Int, level expected: Int?) throws(FileProblem) {
        try spend()
        try file.expect("TREE", at: address)
        let (type, level) = (
            try file.integer(at: address + 4, width: 1), Int(try file.integer(at: address + 5, width: 1))
        )
        guard type == 0, expected == nil || expected == level, level < 8 else {
            throw .damagedHDF5("The group's tree at byte \(address) has a node of the wrong kind.")
        }
        for entry in 0..<(try file.size(at: address + 6, width: 2)) {
            let child = try file.size(at: address + 32 + 16 * entry)
            if level > 0 {
                try readTree(at: child, level: level - 1)
            } else {
                try readSymbols(at: child)
            }
        }
    }

    private mutating func readSymbols(at address: Int) throws(FileProblem) {
        try spend()
        try file.expect("SNOD", at: address)
        for entry in 0..<(try file.size(at: address + 6, width: 2)) {
            let start = address + 8 + 40 * entry
            let nameOffset = try file.size(at: start)
            guard nameOffset < heapEnd - heapStart else {
                throw .damagedHDF5("The name of a member lies outside the name heap.")
            }
            let name = try file.name(at: heapStart + nameOffset, limit: heapEnd)
            members[name] = try file.size(at: start + 8)
        }
    }

    private mutating func spend() throws(FileProblem) {
        budget -= 1
        guard budget >= 0 else { throw .damagedHDF5("The tree of a group is endless.") }
    }
}
