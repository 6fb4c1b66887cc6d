/// One line of a CSV file that is not empty.
struct CSVLine {
    /// What is wrong with a line.
    struct Mistake: Error {
        let text: String
    }

    let number: Int
    let text: Substring

    var fields: [Substring] { text.split(separator: ",", omittingEmptySubsequences: false) }

    /// The line's values, which must be as many as stated.
    func numbers(count: Int) throws(Mistake) -> [Float] {
        let fields = fields
        guard fields.count == count else {
            throw Mistake(text: "line \(number): it has \(fields.count) columns, but must have \(count).")
        }
        var values: [Float] = []
        for (column, field) in fields.enumerated() {
            guard let value = plainNumber(field) else {
                throw Mistake(text: "line \(number), column \(column + 1): \"\(field.prefix(20))\" is not a number.")
            }
            values.append(value)
        }
        return values
    }

    /// The lines of a file, which end in LF or CRLF; empty ones are passed over.
    static func split(_ bytes: [UInt8]) -> [CSVLine] {
        // Split as bytes: Swift reads CRLF as one character, which is not a newline to `split`.
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return lines.enumerated().compactMap { index, line in
            let text = String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
            return text.isEmpty ? nil : CSVLine(number: index + 1, text: text[...])
        }
    }

    /// Hands each line to a reader.
    /// - Throws: One problem that lists all mistakes, up to ten; or that there are no lines.
    static func readEach(
        _ bytes: [UInt8], _ reader: (CSVLine) throws(Mistake) -> Void
    ) throws(FileProblem) {
        let lines = split(bytes)
        var mistakes: [String] = []
        for line in lines where mistakes.count < 10 {
            do throws(Mistake) {
                try reader(line)
            } catch {
                mistakes.append(error.text)
            }
        }
        guard mistakes.isEmpty else { throw .badRows(mistakes) }
        guard !lines.isEmpty else { throw .noRows }
    }
}

/// A decimal number with blanks around it; not the `nan`, `inf` and `0x1p3` that Swift would also read.
private func plainNumber(_ field: Substring) -> Float? {
    let blanks: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    let text = field.drop(while: blanks)
    let trimmed = text.lastIndex(where: { !blanks($0) }).map { text[...$0] } ?? ""
    guard trimmed.allSatisfy({ $0.isASCII && ($0.isNumber || "+-.eE".contains($0)) }) else { return nil }
    guard let value = Float(trimmed), value.isFinite else { return nil }
    return value
}

extension FileProblem {
    fileprivate static func badRows(_ mistakes: [String]) -> FileProblem {
        FileProblem("data rows cannot be read", mistakes.joined(separator: "\n  "))
    }

    fileprivate static var noRows: FileProblem {
        FileProblem("data file is empty", "At least one row is needed.")
    }
}
