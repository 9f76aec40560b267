/// The whole program: runs the command line and ends in order when a signal comes.
package enum Program {
    /// - Returns: the exit code.
    package static func main(_ arguments: [String]) async -> Int32 {
        let signals = SignalStream.start()
        let environment = CommandEnvironment.process()
        return await withTaskGroup(of: Int32?.self) { group in
            group.addTask { await CommandRunner.run(arguments, in: environment) }
            group.addTask {
                for await _ in signals { return nil }
                return nil
            }
            while let result = await group.next() {
                if let code = result {
                    group.cancelAll()
                    return code
                }
                environment.console.error("\ninterrupted: ending in order; press Ctrl-C again to stop at once\n")
                group.cancelAll()
            }
            return 130
        }
    }
}
