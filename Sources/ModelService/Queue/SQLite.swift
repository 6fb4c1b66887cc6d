import CSQLite

/// A connection to an SQLite database, for one thread at a time.
final class SQLite {
    /// What SQLite reports of a statement that failed.
    struct Problem: Error, Equatable {
        let code: Int32
        let message: String
    }

    enum Value: Equatable {
        case integer(Int)
        case text(String)
        case bytes([UInt8])
    }

    private let connection: OpaquePointer
    /// Prepared statements by their text: there are few, and each is used again and again.
    private var statements: [String: OpaquePointer] = [:]

    /// Opens a database, which is made if there is none.
    init(_ path: String) throws(Problem) {
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nil)
        guard let connection = opened else { throw Problem(code: code, message: "there is no memory") }
        guard code == SQLITE_OK else {
            defer { sqlite3_close_v2(connection) }
            throw Problem(code: code, message: String(cString: sqlite3_errmsg(connection)))
        }
        self.connection = connection
    }

    deinit {
        for statement in statements.values { sqlite3_finalize(statement) }
        sqlite3_close_v2(connection)
    }

    /// Runs one statement to its end.
    ///
    /// - Parameters:
    ///   - values: What stands for `?1`, `?2` and so on.
    ///   - read: Called for each row of the result.
    func run(
        _ sql: String, _ values: [Value] = [], _ read: (Row) -> Void = { _ in }
    ) throws(Problem) {
        let statement = try prepared(sql)
        defer {
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
        }
        for (index, value) in values.enumerated() { try bind(value, at: Int32(index + 1), of: statement) }
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: read(Row(statement: statement))
            case SQLITE_DONE: return
            case let code: throw problem(code)
            }
        }
    }

    private func prepared(_ sql: String) throws(Problem) -> OpaquePointer {
        if let statement = statements[sql] { return statement }
        var made: OpaquePointer?
        let code = sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &made, nil)
        guard code == SQLITE_OK, let statement = made else { throw problem(code) }
        statements[sql] = statement
        return statement
    }

    private func bind(_ value: Value, at index: Int32, of statement: OpaquePointer) throws(Problem) {
        let code =
            switch value {
            case .integer(let number): sqlite3_bind_int64(statement, index, Int64(number))
            case .text(let text): sqlite3_bind_text(statement, index, text, -1, Self.copied)
            case .bytes(let bytes): sqlite3_bind_blob64(statement, index, bytes, UInt64(bytes.count), Self.copied)
            }
        guard code == SQLITE_OK else { throw problem(code) }
    }

    /// `SQLITE_TRANSIENT`, a cast that Swift does not import: SQLite takes a copy.
    private static var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

    private func problem(_ code: Int32) -> Problem {
        Problem(code: code, message: String(cString: sqlite3_errmsg(connection)))
    }
}

extension SQLite {
    /// A row of a result, while it is the current one.
    struct Row {
        fileprivate let statement: OpaquePointer

        func integer(_ column: Int32) -> Int { Int(sqlite3_column_int64(statement, column)) }

        func text(_ column: Int32) -> String {
            sqlite3_column_text(statement, column).map { String(cString: $0) } ?? ""
        }

        /// Nothing for `NULL`.
        func bytes(_ column: Int32) -> [UInt8]? {
            guard sqlite3_column_type(statement, column) != SQLITE_NULL else { return nil }
            guard let start = sqlite3_column_blob(statement, column) else { return [] }
            return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
        }
    }
}
