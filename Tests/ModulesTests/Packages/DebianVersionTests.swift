import Testing

@testable import Modules

@Suite struct DebianVersionTests {
    @Test(
        "versions are ordered as dpkg orders them",
        arguments: [
            ("1.0", "1.1"), ("1.9", "1.10"), ("1.0~rc1", "1.0"), ("1.0", "1.0a"), ("1.0a", "1.0+b"), ("9.9", "1:0.1"),
            ("1.0-1", "1.0-2"), ("1.0", "1.0-1"), ("1.0-1", "1.0-1+deb12u1"), ("1.0-1~bpo12+1", "1.0-1"),
            ("5.2.15-2", "5.2.15-2+b13"), ("1.0.1", "1.0.a"), ("2.36-9+deb12u4", "2.36-9+deb12u14"),
        ])
    func ordered(older: String, newer: String) {
        #expect(DebianVersion(older) < DebianVersion(newer))
        #expect(!(DebianVersion(newer) < DebianVersion(older)))
    }

    @Test(
        "different spellings of one version are equal",
        arguments: [("1.0", "0:1.0"), ("1.00", "1.0"), ("1.0-0", "1.0")])
    func equal(one: String, other: String) {
        #expect(DebianVersion(one) == DebianVersion(other))
    }
}
