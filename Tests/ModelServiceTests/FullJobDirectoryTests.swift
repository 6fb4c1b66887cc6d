import FoundationEssentials
import Glibc
import Testing

@testable import ModelService

/// A broker that cannot keep what it accepts.
@Suite(.enabled(if: getuid() == 0, "only root mounts"), .serialized, .timeLimit(.minutes(1)))
struct FullJobDirectoryTests {
    private struct JobReply: Decodable {
        let id: String
        let status: String
    }

    @Test func `no job is accepted while its directory is full, and none is lost when there is room again`()
        async throws
    {
        let directory = TemporaryDirectory()
        let journal = "\(directory.path)/journal"
        mkdir(journal, 0o700)
        try #require(mount("none", journal, "tmpfs", 0, "size=1m") == 0)
        defer { umount2(journal, Int32(MNT_DETACH)) }
        let service = try await ServiceProcess(shippedFiles(), in: directory.path, ["--journal", journal])
        let early = try await service.http.post("/v1/jobs", body())
        #expect(early.status == 202)
        fill("\(journal)/filler")
        let start = ContinuousClock.now
        let refused = try await service.http.post("/v1/jobs", body(rows: 8000))
        #expect(refused.status == 503 && refused.head.contains("Retry-After: 5"), "\(refused)")
        #expect(ContinuousClock.now - start < .seconds(2))
        unlink("\(journal)/filler")
        let late = try await service.http.post("/v1/jobs", body())
        #expect(late.status == 202)
        service.signal(SIGKILL)
        _ = try await service.exitCode()
        let again = try await ServiceProcess(shippedFiles(), in: directory.path, ["--journal", journal])
        for reply in [early, late] {
            let id = try JSONDecoder().decode(JobReply.self, from: Data(reply.body.utf8)).id
            var status = ""
            for _ in 0..<200 where status != "done" {
                let reply = try await again.http.get("/v1/jobs/\(id)")
                status = try JSONDecoder().decode(JobReply.self, from: Data(reply.body.utf8)).status
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(status == "done")
        }
        again.signal(SIGTERM)
        #expect(try await again.exitCode() == 0)
    }

    private func fill(_ path: String) {
        let descriptor = open(path, O_WRONLY | O_CREAT, 0o600)
        defer { close(descriptor) }
        let byte = [UInt8](repeating: 1, count: 1024)
        while write(descriptor, byte, byte.count) > 0 {}
    }
}
