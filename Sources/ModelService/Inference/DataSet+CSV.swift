extension DataSet {
    /// Reads comma-separated rows without a header: the inputs, then the outcome, 0 or 1.
    ///
    /// Lines end in LF or CRLF; empty lines are passed over. All mistakes are collected, up to ten.
    /// - Parameters:
    ///   - inputs: How many values a row has before its outcome.
    package init(csv bytes: [UInt8], inputs: Int) throws(FileProblem) {
        self.init(width: inputs)
        var mistakes: [String] = []
        for line in csvLines(bytes) where mistakes.count < 10 {
            do throws(FileProblem) {
                let values = try line.numbers(count: inputs + 1)
                guard let last = values.last, last == 0 || last == 1 else {
                    throw FileProblem("", "line \(line.number): the outcome is neither 0 nor 1.")
                }
                _ = append(values.dropLast(), outcome: Int(last))
            } catch {
                mistakes.append(error.detail)
            }
        }
        guard mistakes.isEmpty else { throw .badRows(mistakes) }
        guard count > 0 else { throw .noRows }
    }

    /// Reads a file of such rows.
    package init(contentsOf path: String, inputs: Int) throws(FileProblem) {
        let bytes = try readFile(path, limit: csvLimit)
        do {
            try self.init(csv: bytes, inputs: inputs)
        } catch {
            throw error.inFile(path)
        }
    }
}

extension Rows {
    /// Reads rows without outcomes; a last column beyond the width is taken for an outcome and returned beside them.
    package static func reading(
        csv bytes: [UInt8], width: Int
    ) throws(FileProblem) -> (rows: Rows, outcomes: [Int]?) {
        let labelled = csvLines(bytes).first?.fields.count == width + 1
        if labelled {
            let data = try DataSet(csv: bytes, inputs: width)
            return (data.rows, data.outcomes)
        }
        var rows = Rows(width: width)
        var mistakes: [String] = []
        for line in csvLines(bytes) where mistakes.count < 10 {
            do {
                _ = rows.append(try line.numbers(count: width))
            } catch {
                mistakes.append(error.detail)
            }
        }
        guard mistakes.isEmpty else { throw .badRows(mistakes) }
        guard rows.count > 0 else { throw .noRows }
        return (rows, nil)
    }
}

let csvLimit = 64 << 20

private struct CSVLine {
    let number: Int
    let text: Substring

    var fields: [Substring] { text.split(separator: ",", omittingEmptySubsequences: false) }

    func numbers(count: Int) throws(FileProblem) -> [Float] {
        let fields = fields
        guard fields.count == count else {
            throw FileProblem("", "line \(number): it has \(fields.count) columns; \(count) are needed.")
        }
        var values: [Float] = []
        for (column, field) in fields.enumerated() {
            guard let value = plainNumber(field) else {
                throw FileProblem("", "line \(number), column \(column + 1): \"\(field.prefix(20))\" is not a number.")
            }
            values.append(value)
        }
        return values
    }
}

private func csvLines(_ bytes: [UInt8]) -> [CSVLine] {
    // Split as bytes: Swift reads CRLF as one character, which is not a newline to `split`.
    bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated().compactMap {
        index, line in
        let text = String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
        return text.isEmpty ? nil : CSVLine(number: index + 1, text: text[...])
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
