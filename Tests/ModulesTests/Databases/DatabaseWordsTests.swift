import ModuleKit
import Testing
import Values

@testable import Modules

/// Words of database servers and what they keep.
@Suite struct DatabaseWordsTests {
    @Test func `names and texts are quoted`() {
        #expect(#"a"b'c"#.quotedName == #""a""b'c""# && #"a"b'c"#.quotedText == #"'a"b''c'"#)
        #expect("a`b".backquoted == "`a``b`" && #"a'b\c"#.escapedText == #"'a''b\\c'"#)
    }

    /// The example of RFC 7677, section 3.
    @Test func `a password is known by what SCRAM keeps of it`() throws {
        let verifier = try #require(
            ScramVerifier(
                "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="
            ))
        #expect(verifier.accepts("pencil") && !verifier.accepts("pencils"))
        #expect(ScramVerifier("md5abc") == nil && ScramVerifier("SCRAM-SHA-256$0:AA==$AA==:AA==") == nil)
    }

    @Test func `privileges are read as tasks and servers write them`() throws {
        let wanted = try MySQLPrivileges("orchard.*:ALL/press.plates:SELECT (a, b),insert")
        #expect(
            wanted["`orchard`.*"] == ["ALL PRIVILEGES"] && wanted["`press`.`plates`"] == ["SELECT (a,b)", "INSERT"])
        let found = MySQLPrivileges(granted: [
            "GRANT USAGE ON *.* TO `anna`@`%` IDENTIFIED BY PASSWORD '*0'",
            "GRANT SELECT (`a`, `b`), INSERT ON `press`.`plates` TO `anna`@`%` WITH GRANT OPTION",
        ])
        #expect(found["*.*"] == ["USAGE"] && found["`press`.`plates`"] == ["SELECT (a,b)", "INSERT", "GRANT"])
        #expect(throws: ModuleFailure.self) { try MySQLPrivileges("orchard:SELECT") }
        #expect(throws: ModuleFailure.self) { try MySQLPrivileges("a.*:SELECT; DROP") }
    }
}
