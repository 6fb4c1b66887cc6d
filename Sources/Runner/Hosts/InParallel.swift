/// Runs `body` for all items, at most `width` at a time; results come in the order of the items.
func inParallel<Item: Sendable, Result: Sendable>(
    _ items: [Item], width: Int, _ body: @escaping @Sendable (Item) async -> Result
) async -> [Result] {
    // One host is the common case of `free` and of small inventories, and needs no group.
    if items.count == 1 { return [await body(items[0])] }
    return await withTaskGroup(of: (Int, Result).self) { group in
        var results = [Result?](repeating: nil, count: items.count)
        var waiting = items.enumerated().makeIterator()
        for _ in 0..<Swift.max(1, width) {
            guard let (index, item) = waiting.next() else { break }
            group.addTask { (index, await body(item)) }
        }
        for await (index, result) in group {
            results[index] = result
            if let (index, item) = waiting.next() { group.addTask { (index, await body(item)) } }
        }
        return results.compactMap(\.self)
    }
}
