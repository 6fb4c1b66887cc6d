import ModuleKit
import Values

/// Units of a service manager by name, all in one frame.
enum ServiceRendering {
    static func group(_ services: [Asked<String>], scope: ServiceScope) -> QueryGroup {
        let frame = Frame("sp_own; sp_services \(scope.rawValue) \(services.map(\.subject))", needs: [.services])
        return QueryGroup(services.map(\.index), frames: [frame]) { replies in
            if let failure = HostFailure.reported(in: replies[0]) {
                return Dictionary(services.map { ($0.index, .refused(failure.message)) }) { first, _ in first }
            }
            let records = replies[0].output.bytes.records.map { String(hostBytes: $0) }
            let manager = records.first.flatMap(ServiceState.Manager.init) ?? .unknown
            let units = UnitList(Array(records.dropFirst()), count: services.count)
            return Dictionary(
                services.enumerated().map { index, asked in
                    let properties = units.properties(of: asked.subject, at: index)
                    return (asked.index, .service(ServiceState(manager: manager, properties: properties)))
                }
            ) { first, _ in first }
        }
    }
}

/// Properties of units: blocks of `Name=value` lines, in the order asked for.
private struct UnitList {
    private let blocks: [[String: String]]
    private let isInOrder: Bool

    init(_ records: [String], count: Int) {
        // One record with a block for each unit, or a record for each.
        let texts = records.count == 1 ? records[0].split(separator: "\n\n").map(String.init) : records
        blocks = texts.map(Self.properties)
        isInOrder = blocks.count == count
    }

    private static func properties(_ block: String) -> [String: String] {
        let pairs = block.split(separator: "\n").compactMap { line -> (String, String)? in
            guard let equals = line.firstIndex(of: "=") else { return nil }
            return (String(line[..<equals]), String(line[equals...].dropFirst()))
        }
        return Dictionary(pairs) { first, _ in first }
    }

    func properties(of unit: String, at index: Int) -> [String: String] {
        if isInOrder { return blocks[index] }
        let full = unit.contains(".") ? unit : unit + ".service"
        return blocks.first { block in
            block["Id"] == full || (block["Names"] ?? "").split(separator: " ").contains { $0 == full }
        } ?? [:]
    }
}
