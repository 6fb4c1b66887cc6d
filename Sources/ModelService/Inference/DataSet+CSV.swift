extension DataSet {
    /// Reads comma-separated rows without a header: the inputs, then the outcome, 0 or 1.
    ///
    /// - Parameters:
    ///   - inputs: How many values a row has before its outcome.
    package init(csv bytes: [UInt8], inputs: Int) throws(FileProblem) {
        var data = DataSet(width: inputs)
        try CSVLine.readEach(bytes) { line throws(CSVLine.Mistake) in
            let values = try line.numbers(count: inputs + 1)
            guard let last = values.last, last == 0 || last == 1 else {
                throw CSVLine.Mistake(text: "line \(line.number): the outcome is neither 0 nor 1.")
            }
            _ = data.append(values.dropLast(), outcome: Int(last))
        }
        self = data
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
    /// Reads rows with or without outcomes: a column beyond the width is taken for the outcome.
    package static func reading(
        csv bytes: [UInt8], width: Int
    ) throws(FileProblem) -> (rows: Rows, outcomes: [Int]?) {
        if CSVLine.split(bytes).first?.fields.count == width + 1 {
            let data = try DataSet(csv: bytes, inputs: width)
            return (data.rows, data.outcomes)
        }
        var rows = Rows(width: width)
        try CSVLine.readEach(bytes) { line throws(CSVLine.Mistake) in
            _ = rows.append(try line.numbers(count: width))
        }
        return (rows, nil)
    }
}

/// Bytes above which a data file is refused.
let csvLimit = 64 << 20
