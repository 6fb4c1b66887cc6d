import Jinja
import ModuleKit
import Values

/// Why a value is not of the type that a specification wants; continues "argument 'x' …".
struct ArgumentSpecMisfit: Error {
    let reason: String
}

/// A type in a specification of arguments, and what values it takes: as arguments of modules do, it reads text.
enum ArgumentSpecType: String {
    case str, bool, int, float, list, dict, path, raw, json, jsonarg, bytes, bits, sid

    init(_ written: Value?) throws(ArgumentSpecMisfit) {
        guard let written, !written.isNull else {
            self = .str
            return
        }
        guard let type = Self(rawValue: written.text ?? "") else {
            throw ArgumentSpecMisfit(reason: "has the unknown type \(written.scalarText ?? "")")
        }
        self = type
    }

    /// The value as the type has it.
    ///
    /// - Parameter elements: The type of each item of a list.
    func fitted(_ value: Value, elements: ArgumentSpecType?) throws(ArgumentSpecMisfit) -> Value {
        let fitted = try converted(value)
        guard let elements else { return fitted }
        guard self == .list, let items = fitted.list else {
            throw ArgumentSpecMisfit(reason: "has `elements`, which only lists may have")
        }
        var converted: [Value] = []
        for item in items { converted.append(try elements.converted(item)) }
        return .list(converted)
    }

    private func converted(_ value: Value) throws(ArgumentSpecMisfit) -> Value {
        do throws(ArgumentProblem) {
            if let converted = try conversion(value) { return converted }
        } catch {
            throw ArgumentSpecMisfit(reason: error.message)
        }
        throw ArgumentSpecMisfit(reason: "must be of the type \(rawValue), not \(value.kindInWords)")
    }

    private func conversion(_ value: Value) throws(ArgumentProblem) -> Value? {
        let resources = NoResources()
        switch self {
        case .raw: return value
        case .str, .path, .sid:
            guard !value.isNull else { return Optional.none }
            return .string(value.scalarText ?? value.kindInWords)
        case .bool: return .bool(try Bool.parse(value, resources))
        case .int: if case .big = value { return value } else { return .int(try Int.parse(value, resources)) }
        case .float: return .double(try Double.parse(value, resources))
        case .list: return .list(try [Value].parse(value, resources))
        case .dict: return value.map.map(Value.map) ?? value.text.flatMap(Self.mapping)
        case .json, .jsonarg:
            guard value.text != nil || value.list != nil || value.map != nil else { return Optional.none }
            return value
        case .bytes, .bits:
            guard let text = value.scalarText, Self.isSize(text, unit: self == .bits ? "b" : "B") else {
                return Optional.none
            }
            return value
        }
    }

    /// `{"a": 1}` or `a=1, b=2`.
    private static func mapping(_ text: String) -> Value? {
        if text.hasPrefix("{") {
            let file = SourceFile(path: "<argument>", text: text)
            return (try? YAMLReader.read(file))?.root?.value.map.map(Value.map)
        }
        let pairs = text.split { $0 == "," || $0 == " " }.map { $0.split(separator: "=", maxSplits: 1) }
        guard !pairs.isEmpty, pairs.allSatisfy({ $0.count == 2 }) else { return nil }
        return .map(Mapping(pairs.map { (.string(String($0[0])), .string(String($0[1]))) }))
    }

    /// `10`, `1.5M`, `2 KB`, `1 megabyte`.
    private static func isSize(_ text: String, unit: String) -> Bool {
        let word = text.drop { $0.isNumber || $0 == "." || $0 == " " }.lowercased()
        guard text.contains(where: \.isNumber) else { return false }
        let names = ["yotta", "zetta", "exa", "peta", "tera", "giga", "mega", "kilo", ""]
        let whole = unit == "b" ? "bit" : "byte"
        return ["", unit.lowercased()].contains(word) || "yzeptgmk".contains(word.first ?? "-") && word.count <= 2
            || names.contains { ["\($0)\(whole)", "\($0)\(whole)s"].contains(word) }
    }
}

/// Reading values as types needs nothing of the controller.
private struct NoResources: ArgumentResources {
    let secrets = SecretRegistry()

    func controllerItem(_ name: String, kind: ResourceKind) throws(ModuleFailure) -> ControllerItem {
        throw ModuleFailure("files are not read here")
    }

    func renderTemplate(_ name: String, for destination: String, style: TemplateOptions) throws(ModuleFailure)
        -> RenderedText
    {
        throw ModuleFailure("templates are not rendered here")
    }
}
