import Values

extension Lookup {
    /// Values of a table by the key in its first column.
    static let csvFile = Lookup("csvfile") { (call) throws(Fault) in
        var values: [Object] = []
        for term in try call.texts() {
            let words = KeyValueText(term)
            let option = { (name: String) throws(Fault) -> String? in
                if let pair = words.pairs.last(where: { $0.key == name }) { return pair.value }
                return try call.text(name)
            }
            guard let key = words.rest.first?.text else {
                throw Fault(.lookup, "a table without a key", "`csvfile` needs the key to look for.")
            }
            let delimiter = try option("delimiter") ?? "TAB"
            let rows = CSV.rows(
                try call.contents(of: try call.find(try option("file") ?? "ansible.csv", .files)),
                delimiter: delimiter == "TAB" || delimiter == "t" ? "\t" : delimiter.unicodeScalars.first ?? "\t")
            let column = try option("col").flatMap { Int($0) } ?? 1
            let keyColumn = try option("keycol").flatMap { Int($0) } ?? 0
            let row = rows.first { keyColumn < $0.count && $0[keyColumn] == key }
            if let row, row.indices.contains(column) {
                values.append(.string(row[column]))
            } else if let row {
                throw Fault(.lookup, "a column that is not there", "The row of `\(key)` has \(row.count) columns.")
            } else if let fallback = try option("default") {
                values.append(.string(fallback))
            }
        }
        return values
    }
}

/// Tables as spreadsheets write them (RFC 4180).
enum CSV {
    static func rows(_ text: String, delimiter: Unicode.Scalar) -> [[String]] {
        var rows: [[String]] = []
        var row: [String] = []
        var field = ""
        var isQuoted = false
        var scalars = text.unicodeScalars.makeIterator()
        var held = scalars.next()
        while let scalar = held {
            held = scalars.next()
            if isQuoted {
                if scalar != "\"" {
                    field.unicodeScalars.append(scalar)
                } else if held == "\"" {
                    field += "\""
                    held = scalars.next()
                } else {
                    isQuoted = false
                }
            } else if scalar == "\"", field.isEmpty {
                isQuoted = true
            } else if scalar == delimiter {
                row.append(field)
                field = ""
            } else if scalar == "\n" {
                rows.append(row + [field])
                (row, field) = ([], "")
            } else if scalar != "\r" {
                field.unicodeScalars.append(scalar)
            }
        }
        return field.isEmpty && row.isEmpty ? rows : rows + [row + [field]]
    }
}
