import ModuleKit
import Values

extension Prelude {
    static let factsText = ""
}
enum FactsRendering {
    static func group(_ t: Set<FactTopic>, at: Int) -> QueryGroup {
        QueryGroup(frames: [Frame(":")]) { _ in [at: .facts([:])] }
    }
}
