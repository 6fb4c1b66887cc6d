/// The messages of one object: what it is, where its data or members lie.
///
/// Version 1 of the header, HDF5 File Format Specification 3.0, section IV.A.1.a.
struct HDF5ObjectHeader {
    struct Message {
        let kind: Int
        let start: Int
        let size: Int
    }

    /// Kinds of message that are read; all others are passed over.
    enum Kind {
        static let dataspace = 0x01
        static let datatype = 0x03
        static let layout = 0x08
        static let filters = 0x0B
        static let attribute = 0x0C
        static let continuation = 0x10
        static let symbolTable = 0x11
    }

    private(set) var messages: [Message] = []

    /// Reads the header at an address, with its continuation blocks.
    init(_ file: HDF5Bytes, at address: Int) throws(FileProblem) {
        let version = try file.integer(at: address, width: 1)
        guard version == 1 else {
            throw .unsupportedHDF5("An object header has version \(version); version 1 is supported.")
        }
        let total = try file.size(at: address + 2, width: 2)
        var blocks = [(start: address + 16, size: try file.size(at: address + 8, width: 4))]
        // The header's own count of messages bounds this loop, also where continuations run in a circle.
        var seen = 0
        while let block = blocks.popLast() {
            var offset = block.start
            while offset + 8 <= block.start + block.size, seen < total {
                let message = try Self.message(file, at: offset)
                if message.kind == Kind.continuation {
                    blocks.append((try file.size(at: message.start), try file.size(at: message.start + 8)))
                }
                messages.append(message)
                seen += 1
                offset = message.start + message.size
            }
        }
    }

    private static func message(_ file: HDF5Bytes, at offset: Int) throws(FileProblem) -> Message {
        let message = Message(
            kind: Int(try file.integer(at: offset, width: 2)), start: offset + 8,
            size: try file.size(at: offset + 2, width: 2))
        _ = try file.slice(at: message.start, count: message.size)
        return message
    }

    func first(_ kind: Int) -> Message? {
        messages.first { $0.kind == kind }
    }
}
