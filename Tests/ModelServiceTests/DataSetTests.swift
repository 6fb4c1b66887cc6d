import Testing

@testable import ModelService

@Suite struct DataSetTests {
    @Test func `rows end in LF or CRLF, and empty lines are skipped`() throws {
        let data = try DataSet(csv: Array("1,2.5,0\r\n\n 3 ,-4e1,1".utf8), inputs: 2)
        #expect(data.rows.values == [1, 2.5, 3, -40])
        #expect(data.outcomes == [0, 1])
    }

    @Test(
        "an invalid value is reported with its line and column",
        arguments: [
            ("1,2,0\n1,x,0\n", "line 2, column 2"), ("1,nan,0\n", "line 1, column 2"),
            ("inf,1,0\n", "line 1, column 1"),
            ("1,0x1p3,0\n", "line 1, column 2"), ("1,,0\n", "line 1, column 2"), ("1,2\n", "line 1: it has 2 columns"),
            ("1,2,0,9\n", "line 1: it has 4 columns"), ("1,2,2\n", "line 1: the outcome"),
            ("1,2,0.5\n", "line 1: the outcome"),
            ("1,1e39,0\n", "line 1, column 2"),
        ])
    func bad(csv: String, place: String) throws {
        let problem = try #require(throws: FileProblem.self) { try DataSet(csv: Array(csv.utf8), inputs: 2) }
        #expect(problem.detail.contains(place))
    }

    @Test func `all invalid lines are reported`() throws {
        let problem = try #require(throws: FileProblem.self) {
            try DataSet(csv: Array("a,1,0\n1,b,0\n".utf8), inputs: 2)
        }
        #expect(problem.detail.contains("line 1") && problem.detail.contains("line 2"))
    }

    @Test func `outcomes are optional where rows are to be classified`() throws {
        #expect(try Rows.reading(csv: Array("1,2\n3,4\n".utf8), width: 2, classes: 2).outcomes == nil)
        #expect(try Rows.reading(csv: Array("1,2,1\n3,4,0\n".utf8), width: 2, classes: 2).outcomes == [1, 0])
        #expect(try Rows.reading(csv: Array("1,2,2\n".utf8), width: 2, classes: 3).outcomes == [2])
        #expect(throws: FileProblem.self) { try Rows.reading(csv: Array("1,2,2\n".utf8), width: 2, classes: 2) }
        #expect(throws: FileProblem.self) { try Rows.reading(csv: Array("1,2,2\n".utf8), width: 2, classes: nil) }
        #expect(throws: FileProblem.self) { try Rows.reading(csv: Array("1,2\n3,4,0\n".utf8), width: 2, classes: 2) }
    }
}
