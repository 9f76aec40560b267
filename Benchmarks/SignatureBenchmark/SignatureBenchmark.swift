import AWSSigV4Client

/// Prints how long one signature of a typical request takes, in nanoseconds: the median of several rounds.
@main enum SignatureBenchmark {
    static func main() throws {
        let signer = SigV4Signer(
            credentials: AWSCredentials(
                accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
            region: "us-east-1", service: "lambda")
        let date = SigningDate(epochSeconds: 1_767_225_600)
        let key = try signer.signingKey(at: date)
        let request = SignableRequest(
            method: "GET", path: "/2015-03-31/functions/shop-rest-api-development/versions", query: "MaxItems=50",
            headers: [
                .init("Host", "lambda.us-east-1.amazonaws.com"), .init("Content-Type", "application/json"),
                .init("User-Agent", "semantest-provision/0.1.0"),
            ])
        let count = 20_000
        var rounds: [Int] = []
        var checksum = 0
        for _ in 0..<9 {
            let elapsed = try ContinuousClock().measure {
                for _ in 0..<count { checksum &+= try signer.sign(request, at: date, key: key).signature.utf8.count }
            }
            rounds.append(Int(elapsed / .nanoseconds(1)) / count)
        }
        precondition(checksum == 9 * count * 64)
        print(rounds.sorted()[rounds.count / 2])
    }
}
