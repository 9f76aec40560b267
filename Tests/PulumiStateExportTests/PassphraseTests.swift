import OrderedJSON
import ProvisioningDomain
import ProvisioningTestSupport
import PulumiStateExport
import Testing

@Suite struct PassphraseTests {
    struct Vector: Sendable, CustomTestStringConvertible {
        var passphrase: String
        var salt: [UInt8]
        var encryptionSalt: String
        var ciphertexts: [(String, String)]

        var testDescription: String { passphrase.isEmpty ? "empty" : passphrase }
    }

    private static let checkNonce = [UInt8](0x20...0x2B)
    private static let valueNonce = [UInt8](0x40...0x4B)

    /// Made with Python's cryptography package; Go gives the same (the passphrase is its UTF-8).
    static let vectors = [
        Vector(
            passphrase: "correct horse battery staple", salt: [UInt8](0...7),
            encryptionSalt: "v1:AAECAwQFBgc=:v1:ICEiIyQlJicoKSor:U/tyBOu2T1D4QfX8JordRWC4mTQWIQ==",
            ciphertexts: [
                (#""hunter2""#, "v1:QEFCQ0RFRkdISUpL:Pix5T8pADG6tzYFIX47c0O6M1AUf6XfAyA=="),
                ("42", "v1:QEFCQ0RFRkdISUpL:KHZAlgcDAhLpXn0Uc+lIb8JU"),
                ("null", "v1:QEFCQ0RFRkdISUpL:cjFgTVt6wihT0FVbhuJMhLGip7Q="),
                (
                    #""\u003c\u0026\u003e\u2028é""#,
                    "v1:QEFCQ0RFRkdISUpL:Phh5EY4WHQD65AnySGXuc0oqM4sGo7/N0k5nMhOjFy0z6nAvgtsQLOYDyR0="
                ),
            ]),
        Vector(
            passphrase: "", salt: [UInt8](8...15),
            encryptionSalt: "v1:CAkKCwwNDg8=:v1:ICEiIyQlJicoKSor:hiU6xKQTszg5bSUyTkaRBLsbvY3rwQ==",
            ciphertexts: [
                (#"{"a":["b",1.5]}"#, "v1:QEFCQ0RFRkdISUpL:3o1daSMQYrIK3RIvBDHVPHLkzS1CllhFakYPr5HcPA=="),
                ("true", "v1:QEFCQ0RFRkdISUpL:0d1JLuJGXat1zjzRDa233/Gy1Gk="),
            ]),
        Vector(
            passphrase: "pässwörd", salt: [UInt8](16...23),
            encryptionSalt: "v1:EBESExQVFhc=:v1:ICEiIyQlJicoKSor:LCVDfdRPp8zglJmgwLHN7lFc8T7V6w==",
            ciphertexts: [(#""hunter2""#, "v1:QEFCQ0RFRkdISUpL:anzTEC32Xl3akOgDi7bM7tHxBZq2Cd6HQw==")]),
    ]

    @Test(arguments: vectors)
    func agreesWithPulumi(vector: Vector) throws {
        let script = [vector.salt, Self.checkNonce] + vector.ciphertexts.map { _ in Self.valueNonce }
        let manager = try PassphraseSecretsManager.create(
            passphrase: vector.passphrase, identifiers: ScriptedIdentifiers(script))
        #expect(manager.encryptionSalt == vector.encryptionSalt)
        let opened = try PassphraseSecretsManager.open(
            encryptionSalt: vector.encryptionSalt, passphrase: vector.passphrase, identifiers: CountingIdentifiers())
        for (plaintext, ciphertext) in vector.ciphertexts {
            #expect(try manager.encrypt(plaintext) == ciphertext)
            #expect(try opened.decrypt(ciphertext) == plaintext)
        }
        #expect(opened.providerState["state"]?["salt"]?.string == vector.encryptionSalt)
    }

    /// The pair in Pulumi's own tests (pkg/secrets/passphrase/manager_test.go).
    @Test func opensPulumisOwnSalt() throws {
        let salt = "v1:fozI5u6B030=:v1:F+6ZduKKd8G0/V7L:PGMFeIzwobWRKmEAzUdaQHqC5mMRIQ=="
        let manager = try PassphraseSecretsManager.open(
            encryptionSalt: salt, passphrase: "password", identifiers: CountingIdentifiers())
        #expect(try manager.decrypt(manager.encrypt("\"é\"")) == "\"é\"")
        #expect(try manager.encrypt("x") != manager.encrypt("x"))
    }

    @Test func refusesAnotherPassphrase() throws {
        let error = try #require(throws: ProvisioningError.self) {
            try PassphraseSecretsManager.open(
                encryptionSalt: Self.vectors[0].encryptionSalt, passphrase: "no", identifiers: CountingIdentifiers())
        }
        #expect(error.code == "WrongPassphrase" && error.category == .configuration)
        #expect(error.hint?.contains("PULUMI_CONFIG_PASSPHRASE") == true)
    }

    @Test(arguments: ["", "v1", "v2:AAECAwQFBgc=:v1:x:y", "v1:!:v1:x:y", "v1:AAECAwQFBgc="])
    func refusesMalformedSalts(salt: String) throws {
        let error = try #require(throws: ProvisioningError.self) {
            try PassphraseSecretsManager.open(
                encryptionSalt: salt, passphrase: "x", identifiers: CountingIdentifiers())
        }
        #expect(error.code == "MalformedState")
    }

    @Test(arguments: [
        "", "v1:QEFCQ0RFRkdISUpL", "v2:QEFCQ0RFRkdISUpL:Pix5T8pADG6tzYFIX47c0O6M1AUf6XfAyA==",
        "v1:QEFCQ0RFRkdISUpL:Qix5T8pADG6tzYFIX47c0O6M1AUf6XfAyA==", "v1:QEFC:Pix5T8pADG6tzYFIX47c0O6M1AUf6XfAyA==",
    ])
    func refusesDamagedCiphertext(ciphertext: String) throws {
        let vector = Self.vectors[0]
        let manager = try PassphraseSecretsManager.open(
            encryptionSalt: vector.encryptionSalt, passphrase: vector.passphrase, identifiers: CountingIdentifiers())
        let error = try #require(throws: ProvisioningError.self) { try manager.decrypt(ciphertext) }
        #expect(error.code == "UndecryptableSecret")
    }

    @Test(arguments: [
        (["PULUMI_CONFIG_PASSPHRASE": " x "], " x "), (["PULUMI_CONFIG_PASSPHRASE": ""], ""),
        (["PULUMI_CONFIG_PASSPHRASE": "a", "PULUMI_CONFIG_PASSPHRASE_FILE": "/p"], "a"),
        (["PULUMI_CONFIG_PASSPHRASE_FILE": "/p"], "from file"),
    ])
    func findsThePassphrase(environment: [String: String], expected: String) throws {
        let source = PassphraseSource(environment: environment) { _ in Array("\n\t from file \r\n".utf8) }
        #expect(try source.passphrase() == expected)
    }

    @Test func saysWhatIsMissing() throws {
        let empty = try #require(throws: ProvisioningError.self) {
            try PassphraseSource(environment: ["PULUMI_CONFIG_PASSPHRASE_FILE": ""]).passphrase()
        }
        #expect(empty.code == "MissingPassphrase" && empty.hint?.contains("PULUMI_CONFIG_PASSPHRASE_FILE") == true)
        let unreadable = try #require(throws: ProvisioningError.self) {
            try PassphraseSource(environment: ["PULUMI_CONFIG_PASSPHRASE_FILE": "/no/such"]).passphrase()
        }
        #expect(unreadable.code == "UnreadablePassphrase" && unreadable.message.contains("/no/such"))
        let binary = try #require(throws: ProvisioningError.self) {
            try PassphraseSource(environment: ["PULUMI_CONFIG_PASSPHRASE_FILE": "/p"]) { _ in [0xFF] }.passphrase()
        }
        #expect(binary.message.contains("UTF-8"))
    }
}
