import FoundationEssentials
import Testing

private let dist = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "dist")

private let programs = ["swiftplay", "model-service"]

private var areBuilt: Bool {
    programs.allSatisfy { FileManager.default.fileExists(atPath: dist.appending(path: $0).path) }
}

/// The programs that `scripts/build` makes, as they are handed out. One use of ICU would add 47 MB to either, and a module adds
/// up to 150 kB.
@Suite(.enabled(if: areBuilt, "run scripts/build first"))
struct BinarySizeTests {
    @Test(
        "each program stays below its size limit",
        arguments: [("swiftplay", 40_000_000), ("model-service", 30_000_000)])
    func size(program: String, limit: Int) throws {
        #expect(try image(program).bytes.count < limit)
    }

    @Test("a program carries no symbol table", arguments: programs)
    func stripped(program: String) throws {
        #expect(try !image(program).hasSection(ofType: ELFImage.symbolTable), "made by scripts/build --debug?")
    }

    @Test func `the service needs no loader and no library of the host`() throws {
        #expect(try !image("model-service").hasSegment(ofType: ELFImage.interpreter))
        #expect(try image("swiftplay").hasSegment(ofType: ELFImage.interpreter), "it uses the system's C libraries")
    }

    private func image(_ program: String) throws -> ELFImage {
        ELFImage(bytes: try Data(contentsOf: dist.appending(path: program)))
    }
}

/// What the two header tables of a 64-bit little-endian ELF file tell (System V ABI, "Object Files").
private struct ELFImage {
    static let symbolTable = 2
    static let interpreter = 3

    let bytes: Data

    func hasSection(ofType type: Int) -> Bool {
        types(table: 0x28, entrySize: 0x3A, count: 0x3C, typeOffset: 4).contains(type)
    }

    func hasSegment(ofType type: Int) -> Bool {
        types(table: 0x20, entrySize: 0x36, count: 0x38, typeOffset: 0).contains(type)
    }

    private func types(table: Int, entrySize: Int, count: Int, typeOffset: Int) -> [Int] {
        let (start, size) = (number(at: table, width: 8), number(at: entrySize, width: 2))
        return (0..<number(at: count, width: 2)).map { number(at: start + $0 * size + typeOffset, width: 4) }
    }

    private func number(at offset: Int, width: Int) -> Int {
        bytes[offset..<(offset + width)].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
