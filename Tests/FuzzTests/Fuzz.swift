import Glibc

/// What libFuzzer calls for each input. `SWIFTPLAY_FUZZ_READER` names the reader that gets it.
///
/// A reader may refuse anything, but answers soon, with little memory, and never traps.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    chosen.read(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

private let chosen: Reader = {
    let name = getenv("SWIFTPLAY_FUZZ_READER").map { String(cString: $0) } ?? ""
    guard let reader = Reader(rawValue: name) else {
        fatalError("SWIFTPLAY_FUZZ_READER is one of \(Reader.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return reader
}()
