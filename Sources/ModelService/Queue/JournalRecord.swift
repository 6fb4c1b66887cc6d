import FoundationEssentials

/// One line of a journal: something that happened to a job.
enum JournalRecord: Codable, Equatable {
    case accepted(Job)
    case delivered(String)
    case ended(String, Outcome)

    /// A line: a checksum of eight hexadecimal digits, a blank, the record as JSON, a newline.
    ///
    /// Lines, so that one damaged record costs itself alone: reading goes on at the next newline, and JSON has none
    /// inside.
    func line() throws(FileProblem) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let json = try? [UInt8](encoder.encode(self)) else { throw .unrecordable }
        return Array("\(hexadecimal(crc32(json))) ".utf8) + json + [UInt8(ascii: "\n")]
    }

    /// Reads a line without its newline; nothing if it is damaged.
    init?(line: ArraySlice<UInt8>) {
        guard line.count > 9, line[line.startIndex + 8] == UInt8(ascii: " ") else { return nil }
        let json = line.dropFirst(9)
        guard hexadecimal(crc32(json)).utf8.elementsEqual(line.prefix(8)) else { return nil }
        guard let record = try? JSONDecoder().decode(JournalRecord.self, from: Data(json)) else { return nil }
        self = record
    }
}

/// The jobs that a journal's records amount to.
struct JournalReplay {
    private(set) var entries: [JobQueue.Entry] = []
    /// Lines that could not be read.
    private(set) var damaged = 0
    private var places: [String: Int] = [:]

    init(_ bytes: [UInt8]) {
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            if let record = JournalRecord(line: line) { apply(record) } else { damaged += 1 }
        }
    }

    private mutating func apply(_ record: JournalRecord) {
        switch record {
        case .accepted(let job):
            guard places[job.id] == nil else { return }
            places[job.id] = entries.count
            entries.append(JobQueue.Entry(job: job, keepsOutcome: true, phase: .waiting))
        case .delivered(let id):
            if let place = places[id] { entries[place].deliveries += 1 }
        case .ended(let id, let outcome):
            if let place = places[id] { entries[place].phase = .ended(outcome) }
        }
    }
}

extension JobQueue.Entry {
    /// The fewest records that amount to this entry.
    var records: [JournalRecord] {
        let deliveries = Array(repeating: JournalRecord.delivered(job.id), count: deliveries)
        guard case .ended(let outcome) = phase else { return [.accepted(job)] + deliveries }
        return [.accepted(job), .ended(job.id, outcome)]
    }
}

/// The checksum of IEEE 802.3, by which a torn or flipped line is noticed.
func crc32(_ bytes: some Sequence<UInt8>) -> UInt32 {
    ~bytes.reduce(UInt32.max) { value, byte in
        crcTable[Int((value ^ UInt32(byte)) & 0xFF)] ^ (value >> 8)
    }
}

private let crcTable: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
}

extension FileProblem {
    fileprivate static var unrecordable: FileProblem {
        FileProblem("job cannot be recorded", "Its values cannot be written as JSON.")
    }
}
