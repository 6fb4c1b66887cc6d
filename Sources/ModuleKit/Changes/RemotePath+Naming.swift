extension Footprint {
    /// What a program may touch, going by the text that calls it: the paths in it, but for those right below the root,
    /// of which no program touches all. What it says is never all that it does.
    package static func named(in texts: [String]) -> [Footprint] {
        let paths = texts.flatMap(\.shellWords).filter { $0.hasPrefix("/") }.map {
            RemotePath(String($0)).aboveItsPattern
        }
        return [.nothing] + paths.filter { $0.text.split(separator: "/").count > 1 }.map(Footprint.path)
    }
}

extension String {
    /// Words, roughly as a shell would part them.
    var shellWords: [Substring] { split { " \t\n'\"=;|&<>()".contains($0) } }
}

extension RemotePath {
    /// The nearest directory whose name holds nothing of a pattern.
    package var aboveItsPattern: RemotePath {
        let marks: Set<Character> = ["*", "?", "["]
        var path = self
        while path.text.contains(where: marks.contains) { path = path.parent }
        return path
    }
}
