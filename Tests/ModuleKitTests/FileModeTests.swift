import Testing
import Values

@testable import ModuleKit

@Suite struct FileModeTests {
    @Test(
        "symbolic modes follow chmod",
        arguments: [
            ("u=rw,g=r,o=r", 0o000, false, 0o644), ("a+x", 0o644, false, 0o755), ("u+rwX,go-w", 0o666, false, 0o644),
            ("X", 0, false, nil), ("a+X", 0o600, true, 0o711), ("g=u", 0o640, false, 0o660),
            ("+t", 0o755, true, 0o1755),
            ("u+s", 0o755, false, 0o4755), ("+x", 0o600, false, 0o711), ("o=", 0o777, false, 0o770),
        ] as [(String, UInt16, Bool, UInt16?)])
    func symbolic(text: String, current: UInt16, isDirectory: Bool, expected: UInt16?) {
        #expect(SymbolicMode(text)?.applied(to: current, isDirectory: isDirectory, umask: 0o022) == expected)
    }

    @Test func `modes are shown in four octal digits`() {
        #expect(UInt16(0o644).octal == "0644")
        #expect(UInt16(0o4755).octal == "4755")
    }
}
