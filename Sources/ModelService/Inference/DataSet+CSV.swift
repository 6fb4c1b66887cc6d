extension DataSet {
    /// Reads comma-separated rows without a header: the inputs, then the outcome, the number of a class from 0.
    ///
    /// - Parameters:
    ///   - inputs: How many values a row has before its outcome.
    ///   - classes: How many classes there are.
    package init(csv bytes: [UInt8], inputs: Int, classes: Int = 2) throws(FileProblem) {
        var data = DataSet(width: inputs)
        try CSVLine.readEach(bytes) { line throws(CSVLine.Mistake) in
            let values = try line.numbers(count: inputs + 1)
            guard let last = values.last, let outcome = Int(exactly: last), (0..<classes).contains(outcome) else {
                let wanted = classes == 2 ? "neither 0 nor 1" : "not one of 0 to \(classes - 1)"
                throw CSVLine.Mistake(text: "line \(line.number): the outcome is \(wanted).")
            }
            _ = data.append(values.dropLast(), outcome: outcome)
        }
        self = data
    }

    /// Reads a file of such rows.
    package init(contentsOf path: String, inputs: Int, classes: Int = 2) throws(FileProblem) {
        let bytes = try readFile(path, limit: csvLimit)
        do {
            try self.init(csv: bytes, inputs: inputs, classes: classes)
        } catch {
            throw error.inFile(path)
        }
    }
}

extension Rows {
    /// Reads rows with or without outcomes: with classes, a column beyond the width is taken for the outcome.
    package static func reading(
        csv bytes: [UInt8], width: Int, classes: Int?
    ) throws(FileProblem) -> (rows: Rows, outcomes: [Int]?) {
        if let classes, CSVLine.split(bytes).first?.fields.count == width + 1 {
            let data = try DataSet(csv: bytes, inputs: width, classes: classes)
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
