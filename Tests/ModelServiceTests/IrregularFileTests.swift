import Glibc
import Testing

@testable import ModelService

/// Files that are no files: nobody waits for them, and none is replaced.
@Suite(.timeLimit(.minutes(1))) struct IrregularFileTests {
    static let kinds = ["pipe", "endless", "directory", "socket", "link to a pipe"]

    private static func make(_ kind: String, at path: String) {
        unlink(path)
        switch kind {
        case "pipe": mkfifo(path, 0o600)
        case "endless": symlink("/dev/zero", path)
        case "directory": mkdir(path, 0o700)
        case "socket": mknod(path, S_IFSOCK | 0o600, 0)
        default:
            mkfifo(path + ".pipe", 0o600)
            symlink(path + ".pipe", path)
        }
    }

    @Test(arguments: kinds) func `anything but a regular file is refused unread`(kind: String) throws {
        let directory = TemporaryDirectory()
        let path = "\(directory.path)/weights"
        Self.make(kind, at: path)
        let problem = #expect(throws: FileProblem.self) { try readFile(path, limit: 1 << 20) }
        #expect(problem?.summary == (kind == "socket" ? "file cannot be read" : "not a regular file"))
    }

    @Test(arguments: kinds) func `anything but a regular file is not replaced`(kind: String) throws {
        let directory = TemporaryDirectory()
        let path = "\(directory.path)/weights"
        Self.make(kind, at: path)
        var (before, after) = (stat(), stat())
        lstat(path, &before)
        #expect(throws: FileProblem.self) { try writeFileAtomically([1], to: path) }
        lstat(path, &after)
        #expect(before.st_ino == after.st_ino && before.st_mode == after.st_mode)
    }

    @Test(arguments: ["weights.safetensors", "model.json", "data.csv", "weights.safetensors.sha256"])
    func `a pipe instead of a file blocks neither the service nor its shutdown`(name: String) async throws {
        let directory = TemporaryDirectory()
        let files = try copyShippedModel(to: directory.path)
        let service = try await ServiceProcess(files, in: directory.path)
        Self.make("pipe", at: "\(directory.path)/\(name)")
        service.signal(SIGHUP)
        try await service.logged("new files refused")
        #expect(service.logText.contains("\(directory.path)/\(name)"))
        #expect(try await service.http.get("/health").status == 200)
        Self.make("endless", at: "\(directory.path)/\(name)")
        service.signal(SIGHUP)
        service.signal(SIGTERM)
        #expect(try await service.exitCode() == 0)
        let refused = try await runService(["serve", "--weights", files.weights, "--model", files.description ?? ""])
        #expect(name == "data.csv" || refused.code == 1 && refused.errors.contains("not a regular file"), "\(refused)")
    }

    @Test func `a database of jobs must be a regular file`() async throws {
        let directory = TemporaryDirectory()
        for name in ["lock", "jobs.sqlite"] {
            let path = "\(directory.path)/\(name)"
            Self.make("pipe", at: path)
            let (code, _, errors) = try await runService(
                [
                    "serve", "--port", "0", "--journal", directory.path, "--weights", shippedFiles().weights, "--data",
                    "",
                ])
            #expect(code == 1 && errors.contains("not a regular file") && errors.contains(path), "\(errors)")
            unlink(path)
        }
    }
}
