/// The retention periods that CloudWatch Logs takes
/// (docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html).
enum CloudWatchRetention {
    /// Days, ascending.
    static let allowedDays = [
        1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
    ]

    /// The allowed number of days closest to `days`; of two equally close ones the longer.
    static func nearest(to days: Int) -> Int {
        allowedDays.min { (abs($0 - days), -$0) < (abs($1 - days), -$1) } ?? days
    }
}
