import Values

extension Lookup {
    /// Values of a table by the key in its first column.
    static let csvFile = Lookup("csvfile") { (call) throws(Fault) in
        guard !call.terms.isEmpty else { throw TableSearch.keyless }
        var values: [Object] = []
        for term in try call.texts() {
            let search = try TableSearch(term, call)
            let text = try call.contents(of: try call.find(search.file, .files), encoding: search.encoding)
            if let found = try search.value(in: text) {
                values.append(.string(found))
            } else if let fallback = search.fallback {
                values += try fallback.sequenceItems() ?? [fallback]
            }
        }
        return values
    }
}

/// One term: a key, and how the table is to be read.
private struct TableSearch {
    private static let options = ["file", "delimiter", "encoding", "default", "col", "keycol"]
    static let keyless = Fault(.lookup, "no key to look up", "`csvfile` needs a key to look up.")

    let file: String
    let encoding: String
    let fallback: Object?
    private let key: String
    private let delimiter: Unicode.Scalar
    /// As written: it is only read where the key is found.
    private let column: String
    private let keyColumn: Int

    init(_ term: String, _ call: LookupCall) throws(Fault) {
        let words = try LookupCall.keyValues(of: term)
        guard let key = words.rest else { throw Self.keyless }
        self.key = key
        if let unknown = words.pairs.first(where: { !Self.options.contains($0.name) }) {
            throw Fault(
                .lookup, "unknown option", "`csvfile` has no option `\(unknown.name)`.",
                help: Suggestion.question(for: unknown.name, among: Self.options))
        }
        let option = { (name: String) -> Object? in
            words.pairs.last { $0.name == name }.map { .string($0.value) } ?? call.option(name)
        }
        let text = { (name: String, fallback: String) throws(Fault) in
            try Python.text(option(name).or(.string(fallback)))
        }
        file = try text("file", "ansible.csv")
        encoding = try text("encoding", "utf-8")
        fallback = option("default").flatMap { $0.isNone ? nil : $0 }
        delimiter = try Self.delimiter(try text("delimiter", "TAB"))
        column = try text("col", "1")
        keyColumn = try Self.column(try text("keycol", "0"))
    }

    private static func delimiter(_ text: String) throws(Fault) -> Unicode.Scalar {
        if text == "TAB" { return "\t" }
        guard let first = text.unicodeScalars.first, text.scalarCount == 1 else {
            throw Fault(.lookup, "invalid delimiter", "`delimiter` must be one character, or TAB.")
        }
        return first
    }

    private static func column(_ text: String) throws(Fault) -> Int {
        guard let column = Python.integer(of: text)?.small else {
            throw Fault(.lookup, "invalid column", "`\(text)` is not a column number.")
        }
        return column
    }

    func value(in text: String) throws(Fault) -> String? {
        for row in CSV.rows(text, delimiter: delimiter) where row != [""] {
            if try cell(keyColumn, of: row) == key { return try cell(Self.column(column), of: row) }
        }
        return nil
    }

    private func cell(_ column: Int, of row: [String]) throws(Fault) -> String {
        guard let index = Python.index(column, in: row.count) else {
            throw Fault(.lookup, "no such column", "The row of `\(row[0])` has only \(row.count) columns.")
        }
        return row[index]
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
