import ModuleKit
import Values

/// The two listings of an archive, of names and of details, read side by side.
///
/// Names are whatever the archive's author liked, details are lines that end with them. A line that could be read in two
/// ways, or as that of another member, ends it: what cannot be understood is not unpacked.
struct ArchiveLines {
    private typealias Line = ArraySlice<UInt8>

    private let names: [Line]
    private let details: [Line]
    private let kind: ArchiveKind

    init(names: ArraySlice<ArraySlice<UInt8>>, details: ArraySlice<ArraySlice<UInt8>>, _ kind: ArchiveKind) {
        (self.names, self.kind) = (Array(names), kind)
        let lines = details.last?.isEmpty == true ? details.dropLast() : details
        self.details = kind == .zip ? lines.filter(Self.isZipDetail) : Array(lines)
    }

    func members(_ source: String) throws(ModuleFailure) -> [ArchiveListing.Member] {
        guard names.count == details.count else { throw .notUnderstood(source) }
        return try zip(names, details).map { name, detail throws(ModuleFailure) in
            guard let member = kind == .zip ? Self.zipMember(name, detail) : Self.tarMember(name, detail) else {
                throw .notUnderstood(source)
            }
            return member
        }
    }

    /// `-rw-r--r-- user/group 12 2024-01-01 10:00 name -> target`
    private static func tarMember(_ name: Line, _ detail: Line) -> ArchiveListing.Member? {
        guard let kind = detail.first, detail.count > 10 else { return nil }
        let ends = ["", " -> ", " link to "].flatMap { sizes(detail, before: name, followedBy: $0) }
        guard ends.count == 1, let end = ends.first else { return nil }
        let isHardLink = kind == UInt8(ascii: "-") && end.word == " -> "
        return ArchiveListing.Member(
            name: String(hostBytes: Array(name)), kind: isHardLink ? "h" : Character(UnicodeScalar(kind)),
            mode: mode(detail), size: end.size, target: end.word.isEmpty ? nil : String(hostBytes: Array(end.rest)))
    }

    /// The places in a line where the name can stand: behind size, date and time, and before the word or the end.
    private static func sizes(
        _ detail: Line, before name: Line, followedBy word: String
    ) -> [(size: Int, word: String, rest: Line)] {
        let part = [UInt8(ascii: " ")] + name + Array(word.utf8)
        let indices = word.isEmpty ? [detail.endIndex - part.count] : detail.indices(of: part)
        return indices.compactMap { index in
            guard index > detail.startIndex, detail[index...].starts(with: part) else { return nil }
            return size(atEndOf: detail[..<index]).map { ($0, word, detail[(index + part.count)...]) }
        }
    }

    /// `… 12 2024-01-01 10:00`; of a device `8,1` in place of the size.
    private static func size(atEndOf line: Line) -> Int? {
        let fields = line.split(separator: UInt8(ascii: " ")).suffix(3).map { String(hostBytes: Array($0)) }
        guard fields.count == 3, line.last != UInt8(ascii: " "), fields[1].utf8.allSatisfy({ $0.isDigit(or: "-") }),
            fields[2].utf8.allSatisfy({ $0.isDigit(or: ":") })
        else { return nil }
        return Int(fields[0]) ?? (fields[0].utf8.allSatisfy { $0.isDigit(or: ",") } ? 0 : nil)
    }

    /// `-rw-r--r--  3.0 unx       12 tx defN 24-Jan-01 10:00 name`
    private static func zipMember(_ name: Line, _ detail: Line) -> ArchiveListing.Member? {
        let part = [UInt8(ascii: " ")] + name
        guard detail.count > part.count, detail.suffix(part.count).elementsEqual(part) else { return nil }
        let fields = detail.split(separator: UInt8(ascii: " "), maxSplits: 4)
        guard fields.count > 3, let size = Int(String(hostBytes: Array(fields[3]))) else { return nil }
        let isDirectory = name.last == UInt8(ascii: "/")
        let kind: Character = isDirectory ? "d" : detail.first == UInt8(ascii: "l") ? "l" : "-"
        return ArchiveListing.Member(
            name: String(hostBytes: Array(name)), kind: kind, mode: mode(detail), size: size, target: nil)
    }

    /// Head and foot of the listing begin otherwise.
    private static func isZipDetail(_ bytes: Line) -> Bool {
        let fields = String(hostBytes: Array(bytes)).split(maxSplits: 2, whereSeparator: \.isWhitespace)
        guard fields.count == 3, let kind = fields[0].first, "-dl?".contains(kind) else { return false }
        let attributes = fields[0].dropFirst()
        return (3...9).contains(attributes.count) && attributes.allSatisfy { "-rwxsStTahl".contains($0) }
            && fields[1].allSatisfy { $0 == "." || ("0"..."9").contains($0) }
    }

    private static func mode(_ detail: Line) -> UInt16 {
        detail.dropFirst().prefix(9).enumerated().reduce(0) { mode, index in
            "-ST".utf8.contains(index.element) ? mode : mode | 0o400 >> UInt16(index.offset)
        }
    }
}

extension UInt8 {
    fileprivate func isDigit(or other: Character) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) || self == other.asciiValue
    }
}

extension ArraySlice<UInt8> {
    fileprivate func indices(of part: [UInt8]) -> [Int] {
        guard let first = part.first, count >= part.count else { return [] }
        return indices.filter { self[$0] == first && self[$0...].starts(with: part) }
    }
}

extension ModuleFailure {
    fileprivate static func notUnderstood(_ source: String) -> ModuleFailure {
        ModuleFailure("the listing of \(source) cannot be parsed, so it is not unpacked")
    }
}
