import FoundationEssentials
import ProvisionConfiguration
import ProvisioningDomain
import Testing

@Suite struct ConfigurationLoadingTests {
    /// Runs `body` with a fresh directory.
    private func withDirectory(_ body: (String) throws -> Void) throws {
        let path = "/tmp/semantest-configuration-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: "\(path)/deep", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    @Test func readsTheCurrentDirectory() throws {
        try withDirectory { path in
            try Data(Sample.minimal.utf8).write(to: URL(filePath: "\(path)/provision.yaml"))
            let file = try ConfigurationFile.load(nil, currentDirectory: path)
            #expect(file.path == "provision.yaml")
            #expect(file.directory == path)
            #expect(
                try ConfigurationFile.load("../provision.yaml", currentDirectory: "\(path)/deep").directory
                    == "\(path)/deep/..")
            #expect(try ConfigurationFile.load("\(path)/provision.yaml", currentDirectory: "/").directory == path)
        }
    }

    @Test func theFileOfAParentDirectoryIsNotTaken() throws {
        try withDirectory { path in
            try Data(Sample.minimal.utf8).write(to: URL(filePath: "\(path)/provision.yaml"))
            let error = #expect(throws: ProvisioningError.self) {
                try ConfigurationFile.load(nil, currentDirectory: "\(path)/deep")
            }
            #expect(error?.code == "ConfigurationNotFound")
            #expect(error?.category == .configuration)
            #expect(error?.message == "there is no configuration file \(path)/deep/provision.yaml")
            #expect(error?.hint == "Write one with `semantest-provision init`, or name one with --config.")
        }
    }

    @Test func aDirectoryIsNoFile() throws {
        try withDirectory { path in
            let error = #expect(throws: ProvisioningError.self) {
                try ConfigurationFile.load("deep", currentDirectory: path)
            }
            #expect(error?.code == "ConfigurationUnreadable")
        }
    }

    @Test func aWrongFileNamesItselfAsTheUserDid() throws {
        try withDirectory { path in
            try Data("x: 1\n".utf8).write(to: URL(filePath: "\(path)/deep/c.yaml"))
            let error = #expect(throws: ConfigurationError.self) {
                try ConfigurationFile.load("deep/c.yaml", currentDirectory: path)
            }
            #expect(error?.description.hasPrefix("deep/c.yaml:1:1: ") == true)
        }
    }
}
