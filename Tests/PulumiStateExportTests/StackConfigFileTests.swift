import ProvisioningDomain
import ProvisioningTestSupport
import PulumiStateExport
import Testing

@Suite struct StackConfigFileTests {
    private static let text = """
        # ours
        environment: [shared]   # ESC
        encryptionsalt: v1:old
        config:
          # the region
          aws:region: us-east-1
          hello:token:
            secure: v1:a:b
          hello:list:
            - 1

          # after the list
          hello:n: 42
        # tail
        other: {a: 1}

        """

    @Test func reads() throws {
        let file = try StackConfigFile(Self.text, name: "x")
        #expect(file.encryptionSalt == "v1:old" && file.secretsProvider == nil)
        #expect(
            file.configuration == [
                "aws:region": .plain("us-east-1"), "hello:token": .secure("v1:a:b"), "hello:list": .plain(""),
                "hello:n": .plain("42"),
            ])
        #expect(try StackConfigFile("", name: "x").configuration.isEmpty)
        #expect(try StackConfigFile("secretsprovider: awskms://k\n", name: "x").secretsProvider == "awskms://k")
    }

    @Test func editsOnlyWhatChanges() throws {
        var file = try StackConfigFile(Self.text, name: "x")
        try file.setEncryptionSalt("v1:old")
        try file.set("aws:region", .plain("us-east-1"))
        #expect(file.text == Self.text)
        try file.setEncryptionSalt("v1:new")
        try file.set("hello:token", .secure("v1:c:d"))
        try file.set("aws:region", .plain("eu-west-1"))
        try file.set("hello:list", .plain("yes"))
        try file.set("hello:new", .secure("v1:e:f"))
        #expect(
            file.text == """
                # ours
                environment: [shared]   # ESC
                encryptionsalt: v1:new
                config:
                  # the region
                  aws:region: eu-west-1
                  hello:token:
                    secure: v1:c:d
                  hello:list: "yes"

                  # after the list
                  hello:n: 42
                  hello:new:
                    secure: v1:e:f
                # tail
                other: {a: 1}

                """)
        #expect(file.configuration["hello:new"] == .secure("v1:e:f"))
    }

    @Test(arguments: [
        ("", "encryptionsalt: v1:s\nconfig:\n  p:k: v\n"),
        ("---\n# c\n", "---\nencryptionsalt: v1:s\n# c\nconfig:\n  p:k: v\n"),
        ("config: {}\n", "encryptionsalt: v1:s\nconfig:\n  p:k: v\n"),
        ("config:\n", "encryptionsalt: v1:s\nconfig:\n  p:k: v\n"),
        ("config:\n    a:b: c", "encryptionsalt: v1:s\nconfig:\n    a:b: c\n    p:k: v\n"),
        ("environment: e\n\n\n", "encryptionsalt: v1:s\nenvironment: e\nconfig:\n  p:k: v\n"),
    ])
    func addsToAnyFile(before: String, after: String) throws {
        var file = try StackConfigFile(before, name: "x")
        try file.setEncryptionSalt("v1:s")
        try file.set("p:k", .plain("v"))
        #expect(file.text == after)
    }

    @Test(arguments: ["- a\n", "config: 1\n", "config: [1]\n", "a: b: c\n", "a: 1\na: 2\n"])
    func refuses(text: String) throws {
        let error = try #require(throws: ProvisioningError.self) { try StackConfigFile(text, name: "Pulumi.dev.yaml") }
        #expect(error.message.contains("Pulumi.dev.yaml") && error.category == .configuration)
    }

    @Test func refusesToEditBraces() throws {
        var file = try StackConfigFile("config: {a:b: c}\n", name: "x")
        #expect(throws: ProvisioningError.self) { try file.set("p:k", .plain("v")) }
    }

    @Test func oddKeysAreQuoted() throws {
        var file = try StackConfigFile("", name: "x")
        try file.set("p:a b", .plain("true"))
        try file.set("p:", .plain(""))
        #expect(try StackConfigFile(file.text, name: "x").configuration == ["p:a b": .plain("true"), "p:": .plain("")])
    }

    @Test func isStoredBesideTheConfiguration() async throws {
        let store = InMemoryObjectStore()
        let configurations = StackConfigStore(store)
        let stack = StackReference(project: "p", stack: "aws-dev")
        var file = try await configurations.load(stack)
        try file.setEncryptionSalt("v1:s")
        try await configurations.save(file, of: stack)
        try await configurations.save(file, of: stack)
        #expect(store.text("pulumi/p/Pulumi.aws-dev.yaml") == "encryptionsalt: v1:s\n")
        #expect(store.operations.filter { $0.hasPrefix("put") }.count == 1)
    }
}
