package import AWSSigV4Client

/// How far this machine's clock is from a service's; pure.
package enum ClockSkew {
    /// Beyond this many seconds AWS refuses signatures (SigV4: five minutes).
    package static let limit = 300

    /// The check of the clock.
    ///
    /// - Parameters:
    ///   - sent: this machine's clock when the request went out.
    ///   - received: this machine's clock when its answer was there: the service's time lies between, however slow the way is.
    ///   - date: the `Date` header of an answer (whole seconds).
    ///   - host: who answered.
    package static func check(
        sent: SigningDate, received: SigningDate, date: String?, host: String
    ) -> DoctorCheck {
        guard let text = date, let service = SigningDate(httpDate: text) else {
            return DoctorCheck("clock", .note, "\(host) said no time to compare this machine's clock with")
        }
        let difference =
            service.epochSeconds < sent.epochSeconds
            ? sent.epochSeconds - service.epochSeconds : min(0, received.epochSeconds - service.epochSeconds)
        let words = "\(abs(difference)) s \(difference < 0 ? "behind" : "ahead of") \(host)"
        if abs(difference) <= 5 { return DoctorCheck("clock", .ok, "within \(abs(difference)) s of \(host)") }
        let advice = "Set this machine's clock (timedatectl set-ntp true, or chronyd)."
        guard abs(difference) > limit else { return DoctorCheck("clock", .note, words, advice: advice) }
        return DoctorCheck(
            "clock", .failed,
            "\(words): signatures are corrected by it, but the expiry of credentials and certificates is misjudged",
            advice: advice)
    }
}
