import Glibc
import ModuleKit
import Values

@testable import Connection
@testable import Transport

/// A shell that frames must run under.
enum TestShell: String, CaseIterable, Sendable {
    case dash = "/bin/dash"
    case bash = "/bin/bash"
    case busybox = "/tmp/swiftplay-tests/busybox-sh"

    /// A connection to this machine whose frames run under this shell.
    func connection() -> ShellConnection {
        ShellConnection(LocalTransport(), shell: path)
    }

    /// Runs a test with a connection and an empty directory, and cleans up.
    func session(_ test: (ShellConnection, RemotePath) async throws -> Void) async throws {
        let scratch = Scratch()
        defer { scratch.remove() }
        let connection = connection()
        try await test(connection, scratch.path)
        await connection.close()
    }

    private var path: String {
        if self == .busybox { Self.makeBusybox }
        return rawValue
    }

    /// An executable that is busybox's shell with only busybox's tools.
    private static let makeBusybox: Void = {
        mkdir("/tmp/swiftplay-tests", 0o755)
        let script = "#!/bin/sh\nPATH=/tmp/swiftplay-tests/applets exec /bin/busybox sh \"$@\"\n"
        system(
            "/bin/busybox mkdir -p /tmp/swiftplay-tests/applets; /bin/busybox --install -s /tmp/swiftplay-tests/applets"
        )
        if let file = fopen("/tmp/swiftplay-tests/busybox-sh", "w") {
            fputs(script, file)
            fclose(file)
        }
        chmod("/tmp/swiftplay-tests/busybox-sh", 0o755)
    }()
}

/// A directory of its own for one test.
struct Scratch: Sendable {
    let path: RemotePath

    init() {
        var template = Array("/tmp/swiftplay-test-XXXXXX".utf8CString)
        path = RemotePath(mkdtemp(&template).map { String(cString: $0) } ?? "/nonexistent")
    }

    func remove() { system("rm -rf '\(path.text)'") }
}
