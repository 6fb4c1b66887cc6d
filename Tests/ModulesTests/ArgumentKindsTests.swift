import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

private let names = Catalogue.standard.names

/// What each type of argument takes, held for every argument of every module.
@Suite struct ArgumentKindsTests {
    private static let fitting: [String: [Value]] = [
        "string": ["x", "", 1, 1.5, true, ["a", 1], ["a": [nil, "it's"]]],
        "boolean": [true, false, "yes", "No", "on", "0", 1, 0, "True"],
        "integer": [3, "3", " 3 ", 3.0, true],
        "number": [3, "3.5", 3.5],
        "path": ["x", "/x/y"],
        "mapping": [["a": 1], [:], "", "a=1 b=2", "a=1, b=2", #"{"a": {"b": 1}}"#],
        "record": [[:], ""],
        "list of string": [["a", "b"], [], "", "a,b", "a", 1, true, [["a": 1]]],
        "list of integer": [[1, 2], [], "", "1,2", 1],
        "list of path": [["a"], [], "", "a,b"],
    ]

    private static let misfits: [String: [Value]] = [
        "boolean": ["maybe", 2, [], [:]], "integer": ["many", 1.5, [], [:]], "number": ["much", [:]],
        "path": [[], ["a": 1]], "mapping": [[], "a", 1], "list of string": [["a": 1]],
        "list of integer": [["a"], "a"],
    ]

    /// The complaints about this one argument when a task gives it this value.
    private func complaints(_ entry: ModuleEntry, _ name: String, _ value: Value) -> [String] {
        do {
            var controller = FakeController()
            controller.knowsEverything = true
            _ = try entry.bind([GivenArgument(name, value)], resources: controller, at: nil)
            return []
        } catch {
            return error.all.compactMap(\.detail).filter { $0.contains("Argument `\(name)") }
        }
    }

    @Test("values that Ansible accepts for a type are accepted", arguments: names)
    func taken(module: String) throws {
        let entry = try #require(Catalogue.standard[module])
        for argument in entry.arguments where argument.choices == nil {
            // A mapping of declared fields takes no others, and wants those that are required.
            let isRecord = argument.typeName == "mapping" && argument.fields != nil
            guard !isRecord || argument.fields?.contains(where: \.isRequired) != true else { continue }
            for value in Self.fitting[isRecord ? "record" : argument.typeName] ?? [] {
                #expect(complaints(entry, argument.name, value) == [], "\(argument.name): \(value)")
            }
        }
    }

    @Test("values that fit no type are refused", arguments: names)
    func refused(module: String) throws {
        let entry = try #require(Catalogue.standard[module])
        for argument in entry.arguments where argument.choices == nil {
            for value in Self.misfits[argument.typeName] ?? [] {
                #expect(complaints(entry, argument.name, value).count == 1, "\(argument.name): \(value)")
            }
        }
    }

    @Test("null is the same as leaving the argument out", arguments: names)
    func absent(module: String) throws {
        let entry = try #require(Catalogue.standard[module])
        for argument in entry.arguments { #expect(complaints(entry, argument.name, .null) == [], "\(argument.name)") }
    }
}
