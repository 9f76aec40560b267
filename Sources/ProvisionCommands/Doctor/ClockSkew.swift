package import AWSSigV4Client

/// How far this machine's clock is from a service's; pure.
package enum ClockSkew {
    /// Beyond this many seconds AWS refuses signatures (SigV4: five minutes).
    package static let limit = 300

    /// The check of the clock.
    ///
    /// - Parameters:
    ///   - date: the `Date` header of an answer (whole seconds).
    ///   - host: who answered.
    package static func check(machine: SigningDate, date: String?, host: String) -> DoctorCheck {
        guard let text = date, let service = SigningDate(httpDate: text) else {
            return DoctorCheck("clock", .note, "\(host) said no time to compare this machine's clock with")
        }
        let difference = machine.epochSeconds - service.epochSeconds
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
