import ModuleKit

extension Sequence {
    /// The elements by what they have in common, both in the order in which they come.
    func grouped<Key: Hashable>(by key: (Element) -> Key) -> [(key: Key, members: [Element])] {
        var places: [Key: Int] = [:]
        var groups: [(key: Key, members: [Element])] = []
        for element in self {
            let key = key(element)
            if let place = places[key] {
                groups[place].members.append(element)
            } else {
                places[key] = groups.count
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
