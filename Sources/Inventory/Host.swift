/// A host of an inventory: a name, and where the inventory keeps the rest.
package struct Host: Sendable, Hashable {
    package let name: String
    /// Its row in the inventory; hosts are numbered in the order they were first named. `nil` for the implicit
    /// localhost.
    let index: Int?

    /// Whether nobody named it: the `localhost` that is there without an inventory.
    package var isImplicit: Bool { index == nil }

    /// Names that stand for this machine even if no inventory has them.
    package static let localNames: Set<String> = ["localhost", "127.0.0.1", "::1"]

    package static func == (left: Host, right: Host) -> Bool { left.name == right.name }
    package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// A group of an inventory.
package struct Group: Sendable {
    package let name: String
    /// How far below `all`; variables of deeper groups win.
    package internal(set) var depth = 0
    /// `ansible_group_priority`: among groups of one depth the higher wins.
    package internal(set) var priority = 1
    /// Rows of the groups directly below and above, and of the hosts that are named in this very group.
    var children: [Int] = []
    var parents: [Int] = []
    var hosts: [Int] = []
    /// Where it was first named, or its variables were.
    var layer: InventoryLayer

    init(_ name: String) {
        self.name = name
        layer = InventoryLayer(origin: .group(name))
    }
}
