package import ProvisioningDomain

/// What every step of one run shares.
package struct StepContext: Sendable {
    package var stack: StackReference
    package var provider: any ResourceProvider
    package var providerReference: ProviderReference
    package var recorder: StackRecorder
    package var journal: EventJournal
    package var clock: any WallClock
    package var progress: any ProgressReporter

    package init(
        stack: StackReference, provider: any ResourceProvider, providerReference: ProviderReference,
        recorder: StackRecorder, journal: EventJournal, clock: any WallClock, progress: any ProgressReporter
    ) {
        self.stack = stack
        self.provider = provider
        self.providerReference = providerReference
        self.recorder = recorder
        self.journal = journal
        self.clock = clock
        self.progress = progress
    }
}
