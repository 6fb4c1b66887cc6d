import ModuleKit

/// The folders in which files of one name are, so that such files can be told apart: two paths may lead to one place.
struct Folders {
    /// Two folders are one if these are equal: folders have no second names but links, which are followed here.
    enum Identity: Hashable {
        case found(device: Int, inode: Int)
        /// By a step that is not yet taken.
        case made(RemotePath)
    }

    private let known: Answers

    init(_ known: Answers) { self.known = known }

    /// What to ask about the folders of files that these queries are about.
    static func queries(behind queries: [Query]) -> [Query] {
        let files = Set(queries.compactMap(\.filePath))
        let byName = Dictionary(grouping: files, by: \.name).values.filter { $0.count > 1 }
        return Set(byName.joined().map(\.parent)).sorted().map(query)
    }

    /// `nil` for a folder that is not there or was not asked about.
    func identity(of folder: RemotePath) -> Identity? {
        guard case .file(let found?)? = known[Self.query(folder)], found.kind == .directory else { return nil }
        return .found(device: found.device, inode: found.inode)
    }

    private static func query(_ folder: RemotePath) -> Query { .file(folder, FileInterest(follow: true)) }
}

extension Query {
    fileprivate var filePath: RemotePath? {
        if case .file(let path, _) = self { path.withoutTrailingSlashes } else { nil }
    }
}
