import Values

extension Filter {
    /// Dates and times.
    static var dates: [Filter] {
        [
            Filter("strftime", "second=none, utc=false") { (input, bound, evaluation) throws(Fault) in
                var point = evaluation.context.settings.clock()
                if !bound[0].isNone {
                    let seconds = try number(bound[0]).rounded(.down)
                    guard let whole = Int(exactly: seconds), whole.magnitude < 1 << 47 else {
                        throw Fault.failed("time out of range", "`second` is outside the range of the calendar.")
                    }
                    point = PointInTime(seconds: whole)
                }
                let time = try bound.flag(1) ? CivilTime(point, offset: 0) : CivilTime.local(point)
                return .string(TimeFormat.format(try input.requiredString(by: "strftime"), time))
            },
            Filter("to_datetime", "format='%Y-%m-%d %H:%M:%S'") { (input, bound, _) throws(Fault) in
                .instance(DateTimeObject(try TimeParser.time(of: try Python.text(input), try bound.text(0))))
            },
        ]
    }
}
