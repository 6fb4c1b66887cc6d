import Foundation
import Testing

/// What the pages on architecture and security say of the sources as a whole.
@Suite struct SourcePromiseTests {
    /// A promise, where it does not hold by its nature, and the pattern that would break it.
    struct Promise: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let pattern: String
        /// Folders or files of `Sources` to which it applies; all if empty.
        var scope: [String] = []
        let except: [String]
    }

    private static let promises = [
        Promise(
            testDescription: "nothing below swiftplay writes to standard output or error",
            pattern: #"(^|[^.\w])(print|debugPrint|puts|fputs)\(|STD(OUT|ERR)_FILENO|FileHandle"#,
            except: ["swiftplay/", "Jinja/Python/FloatFormat.swift"]),
        Promise(
            testDescription: "templates reach files and programs of the controller in a few files",
            pattern: #"^\s*import (Glibc|FoundationEssentials)|ControllerProgram"#, scope: ["Jinja/"],
            except: [
                "Jinja/Templar/", "Jinja/Lookups/ControllerCommand.swift", "Jinja/Lookups/PasswordLookup.swift",
                "Jinja/Filters/Paths.swift",
                // Numbers and times.
                "Jinja/Python/",
            ]),
        Promise(
            testDescription: "templates reach no network by themselves",
            pattern: #"\b(socket|getaddrinfo|connect)\("#, scope: ["Jinja/"], except: []),
        Promise(
            testDescription: "the plain text of a secret is taken where it is used",
            pattern: #"\breveal\("#,
            except: [
                "Values/Secrets/", "Vault/VaultKeyring.swift", "Jinja/Evaluation/Evaluation.swift",
                "Connection/Become/",
                "Connection/Rendering/", "Transport/SSH/Authentication.swift", "Transport/SSH/Keys/",
                "Modules/Containers/DockerLogin.swift", "Modules/Databases/", "Modules/Packages/YumRepository.swift",
                "Modules/System/User",
                "swiftplay/Output/SecretDisplay.swift", "swiftplay/Session/SettingsResolver+Reach.swift",
            ]),
        Promise(
            testDescription: "nothing is public, and Foundation is not linked",
            pattern: #"^\s*(public |import Foundation$)"#,
            except: []),
        Promise(
            testDescription: "nothing is forced", pattern: #"\b(try!|as! |fatalError\()"#, except: []),
    ]

    @Test(arguments: promises)
    func `the sources keep what the pages say`(promise: Promise) throws {
        let pattern = try Regex(promise.pattern).anchorsMatchLineEndings().wordBoundaryKind(.simple)
        let breaches = try SourceText.files().filter { file in
            (promise.scope.isEmpty || promise.scope.contains { file.name.hasPrefix($0) })
                && !promise.except.contains { file.name.hasPrefix($0) } && file.code.contains(pattern)
        }
        #expect(breaches.map(\.name) == [])
    }

    @Test func `a text that goes on in the next line has a blank between its words`() throws {
        let joined = try SourceText.all().filter { text in
            text.before.contains(/[^\\][a-zA-Z,.;:`]"\s*\+$/) && text.text.contains(/^[a-zA-Z0-9(`\0]/)
        }
        #expect(joined.map(\.position) == [])
    }

    @Test func `each exception is still needed`() throws {
        let files = try SourceText.files()
        for promise in Self.promises {
            let pattern = try Regex(promise.pattern).anchorsMatchLineEndings().wordBoundaryKind(.simple)
            for name in promise.except {
                #expect(files.contains { $0.name.hasPrefix(name) && $0.code.contains(pattern) }, "\(name)")
            }
        }
    }
}
