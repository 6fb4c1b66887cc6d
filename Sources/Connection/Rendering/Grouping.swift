import ModuleKit

extension Sequence {
    /// The elements by what they have in common, both in the order in which they come.
    func grouped<Key: Hashable>(by key: (Element) -> Key) -> [(key: Key, members: [Element])] {
        var indices: [Key: Int] = [:]
        var groups: [(key: Key, members: [Element])] = []
        for element in self {
            let key = key(element)
            if let index = indices[key] {
                groups[index].members.append(element)
            } else {
                indices[key] = groups.count
                groups.append((key, [element]))
            }
        }
        return groups
    }
}

extension FileAttributes {
    /// Owner, group and mode as three words of the shell, empty where they are not given.
    var words: ShellText { "\(owner ?? "") \(group ?? "") \(mode?.octal ?? "")" }
}
