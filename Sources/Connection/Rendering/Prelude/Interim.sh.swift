import ModuleKit
import Values

extension Prelude {
    static let listingText = ""
    static let accountsText = ""
    static let packagesText = ""
    static let servicesText = ""
    static let httpText = ""
    static let waitingText = ""
    static let treeText = ""
    static let factsText = ""
}
enum DirectoryRendering {
    static func group(_ p: RemotePath, _ i: DirectoryInterest, at: Int) -> QueryGroup {
        QueryGroup(frames: [Frame(":")]) { _ in [at: .refused("not built yet")] }
    }
}
enum FactsRendering {
    static func group(_ t: Set<FactTopic>, at: Int) -> QueryGroup {
        QueryGroup(frames: [Frame(":")]) { _ in [at: .facts([:])] }
    }
}
enum AccountRendering {
    static func group(_ a: [Asked<String>], _ g: [Asked<String>]) -> QueryGroup {
        QueryGroup(frames: [Frame(":")]) { _ in [:] }
    }
}
enum PackageRendering {
    static func group(_ a: [Asked<String>]) -> QueryGroup { QueryGroup(frames: [Frame(":")]) { _ in [:] } }
}
enum ServiceRendering {
    static func group(_ a: [Asked<String>], scope: ServiceScope) -> QueryGroup {
        QueryGroup(frames: [Frame(":")]) { _ in [:] }
    }
}
enum HTTPRendering {
    static func download(_ d: Download) -> RenderedStep { RenderedStep("sp_no other 'not built yet'", needs: []) }
    static func request(_ d: HTTPRequest) -> RenderedStep { RenderedStep("sp_no other 'not built yet'", needs: []) }
}
enum TreeRendering {
    static func write(_ d: FileTree) -> RenderedStep { RenderedStep("sp_no other 'not built yet'", needs: []) }
}
enum WaitRendering {
    static func wait(_ d: WaitCondition) -> RenderedStep { RenderedStep("sp_no other 'not built yet'", needs: []) }
}
