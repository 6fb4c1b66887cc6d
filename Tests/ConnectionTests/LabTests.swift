import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Connection

@Suite(.enabled(if: LabHost.isAvailable)) struct LabTests {
    @Test(arguments: ["prod", "pw"])
    func `tasks run as root by sudo`(name: String) async throws {
        let host = try LabHost(name)
        let connection = try await StandardConnector().connect(host.options)
        let exchange = try await connection.exchange([.run(Command("id", "-u"))], then: [], as: host.root)
        guard case .ran(let output) = exchange.outcomes[0] else {
            Issue.record("\(exchange.outcomes)")
            return
        }
        #expect(output.standardOutput.text == "0\n")
        await connection.close()
    }

    @Test(arguments: ["prod", "box", "twin"])
    func `files are written and read`(name: String) async throws {
        let host = try LabHost(name)
        let connection = try await StandardConnector().connect(host.options)
        let path = RemotePath("~/swiftplay test")
        let write = Step.write(FileWrite(Content([1, 2, 0, 255]), to: .init(path)))
        let query = Query.file(path, FileInterest(contentsUpTo: 10))
        let exchange = try await connection.exchange([write], then: [query], as: nil)
        #expect(exchange.outcomes == [.written(backup: nil)])
        guard case .file(let file?) = exchange.answers[0] else {
            Issue.record("\(exchange.answers)")
            return
        }
        #expect(file.contents == [1, 2, 0, 255])
        #expect(!file.path.text.hasPrefix("~"))
        let after = try await connection.exchange([.remove(path)], then: [query], as: nil)
        #expect(after.outcomes == [.done] && after.answers == [.file(nil)])
        await connection.close()
    }
}
