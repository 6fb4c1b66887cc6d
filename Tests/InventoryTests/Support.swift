import Foundation
import Testing
import Values
import Vault

@testable import Inventory

/// A folder of files that goes away with the test.
final class TemporaryFolder {
    let path = FileManager.default.temporaryDirectory.appending(path: "inventory-\(UUID().uuidString)").path

    init(_ files: KeyValuePairs<String, String> = [:]) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, text) in files { try write(text, name) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    @discardableResult
    func write(_ text: String, _ name: String, mode: Int? = nil) throws -> String {
        let url = URL(fileURLWithPath: path).appending(path: name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
        if let mode { try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: url.path) }
        return url.path
    }
}

/// Loads one inventory given as text.
func inventory(_ text: String, name: String = "hosts.cfg") throws -> Inventory {
    try Inventory.load(text: SourceFile(path: name, text: text))
}

/// The summaries and places of what loading complains about.
func complaints(_ text: String, name: String = "hosts.cfg") -> [String] {
    do {
        return try inventory(text, name: name).warnings.map(shown)
    } catch {
        return (error as? Diagnostics)?.all.map(shown) ?? ["\(error)"]
    }
}

private func shown(_ diagnostic: Diagnostic) -> String {
    "\(diagnostic.span?.line ?? 0):\(diagnostic.span?.column ?? 0) \(diagnostic.summary)"
}

extension Inventory {
    func names(_ pattern: String, limit: String? = nil) throws -> [String] {
        try select(pattern, limit: limit).map(\.name)
    }

    func variables(_ host: String) throws -> Value {
        .map(variables(of: try #require(self.host(named: host))))
    }
}
