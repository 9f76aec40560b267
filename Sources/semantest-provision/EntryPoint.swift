internal import Glibc
internal import ProvisionCommands

/// The entry point; everything else is in ProvisionCommands.
@main
enum EntryPoint {
    static func main() async {
        exit(await Program.main(Array(CommandLine.arguments.dropFirst())))
    }
}
