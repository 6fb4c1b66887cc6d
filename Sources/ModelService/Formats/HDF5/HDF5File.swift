/// The part of HDF5 that Keras weights use: superblock 0, old-style groups, contiguous 32-bit floats.
///
/// Whatever a file claims, reading it ends, in an answer or in a problem: addresses are checked against the file's
/// size, and trees and groups against budgets.
package struct HDF5File: Sendable {
    private let file: HDF5Bytes
    private let root: Int

    static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

    /// Opens a file's bytes.
    package init(_ bytes: [UInt8]) throws(FileProblem) {
        guard bytes.starts(with: Self.signature) else { throw .notHDF5 }
        file = HDF5Bytes(bytes: bytes)
        let version = try file.integer(at: 8, width: 1)
        let widths = [try file.integer(at: 13, width: 1), try file.integer(at: 14, width: 1)]
        guard version == 0, widths == [8, 8] else {
            throw .unsupportedHDF5("The superblock has version \(version) and addresses of \(widths[0]) bytes.")
        }
        let claimed = try file.integer(at: 40, width: 8)
        guard claimed <= UInt64(bytes.count) else { throw .truncated(bytes.count, claimed) }
        root = try file.size(at: 64)
    }

    /// The chosen data sets under a path of groups, by their paths below them.
    ///
    /// - Parameters:
    ///   - isWanted: Told the path of each data set; those that nobody wants may hold anything.
    /// - Throws: Also if one that is wanted holds something other than 32-bit floats.
    package func tensors(
        under path: [String], where isWanted: (String) -> Bool = { _ in true }
    ) throws(FileProblem) -> [String: Tensor]? {
        guard let address = try address(of: path) else { return nil }
        var found: [String: Tensor] = [:]
        var budget = 10_000
        try collect(at: address, path: "", depth: 0, budget: &budget, isWanted, into: &found)
        return found
    }

    /// A text attribute of the root group.
    package func attribute(_ name: String) throws(FileProblem) -> String? {
        try HDF5Attribute.text(of: HDF5ObjectHeader(file, at: root), name, in: file)
    }

    /// Names in the group at a path, sorted; nothing if there is no such group.
    package func names(under path: [String]) throws(FileProblem) -> [String]? {
        guard let address = try address(of: path) else { return nil }
        return try members(HDF5ObjectHeader(file, at: address))?.keys.sorted()
    }

    private func address(of path: [String]) throws(FileProblem) -> Int? {
        var address = root
        for name in path {
            guard let next = try members(HDF5ObjectHeader(file, at: address))?[name] else { return nil }
            address = next
        }
        return address
    }

    private func members(_ header: HDF5ObjectHeader) throws(FileProblem) -> [String: Int]? {
        guard let table = header.first(HDF5ObjectHeader.Kind.symbolTable) else { return nil }
        let (tree, heap) = (try file.size(at: table.start), try file.size(at: table.start + 8))
        return try HDF5Group(file, tree: tree, heap: heap).members
    }

    private func collect(
        at address: Int, path: String, depth: Int, budget: inout Int, _ isWanted: (String) -> Bool,
        into found: inout [String: Tensor]
    ) throws(FileProblem) {
        budget -= 1
        guard depth < 16, budget >= 0 else { throw .damagedHDF5("Its groups are nested endlessly.") }
        let header = try HDF5ObjectHeader(file, at: address)
        guard let members = try members(header) else {
            if isWanted(path) { found[path] = try HDF5DataSet.read(file, header, path) }
            return
        }
        for (name, member) in members.sorted(by: { $0.key < $1.key }) {
            let below = path.isEmpty ? name : "\(path)/\(name)"
            try collect(at: member, path: below, depth: depth + 1, budget: &budget, isWanted, into: &found)
        }
    }
}

extension FileProblem {
    fileprivate static var notHDF5: FileProblem {
        FileProblem("file is not HDF5", "It does not begin with the HDF5 signature.")
    }

    fileprivate static func truncated(_ size: Int, _ claimed: UInt64) -> FileProblem {
        FileProblem(
            "HDF5 file is truncated", "It has \(size) bytes, but its header says \(claimed).",
            hint: "download the file again and compare its checksum")
    }
}
