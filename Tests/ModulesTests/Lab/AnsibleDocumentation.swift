import Foundation
import ModuleKit
import ModuleTesting

@testable import Modules

/// What Ansible's own documentation says of the modules that we have, where `ansible-doc` is at hand.
enum AnsibleDocumentation {
    struct Page: Decodable {
        struct Key: Decodable { let returned: String? }
        struct Option: Decodable {
            let aliases: [String]?
            let required: Bool?
        }
        struct Doc: Decodable { let options: [String: Option]? }

        let doc: Doc?
        let `return`: [String: Key]?
    }

    static let pages: [String: Page] = {
        guard let python = ProcessInfo.processInfo.environment["SWIFTPLAY_PYTHON"] else { return [:] }
        let program = URL(filePath: python).deletingLastPathComponent().appending(path: "ansible-doc")
        let names = Catalogue.standard.names.joined(separator: " ")
        let text = "LC_ALL=C.UTF-8 \(program.path) -j \(names) 2>/dev/null"
        guard let output = try? LocalShell.run(Command(.shell(text, executable: nil))) else { return [:] }
        return (try? JSONDecoder().decode([String: Page].self, from: Data(output.standardOutput.bytes))) ?? [:]
    }()

    static var isAtHand: Bool { ProcessInfo.processInfo.environment["SWIFTPLAY_PYTHON"] != nil }
}
