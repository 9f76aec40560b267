import OrderedJSON
import ProvisioningDomain
import ProvisioningTestSupport
import PulumiStateExport
import Testing

/// Encrypts to something readable, with a counter so that two ciphertexts differ.
struct PlainSecretsManager: SecretsManager {
    private let count = LockedBox(0)

    func encrypt(_ plaintext: String) throws -> String {
        let number = count.withLock { count in
            count += 1
            return count
        }
        return "c\(number):\(plaintext)"
    }

    func decrypt(_ ciphertext: String) throws -> String {
        guard let colon = ciphertext.firstIndex(of: ":") else {
            throw ProvisioningError(.operation, code: "UndecryptableSecret", "no")
        }
        return String(ciphertext[ciphertext.index(after: colon)...])
    }
}

@Suite struct PropertyCodecTests {
    private let key = PropertySignature.key
    private let codec = PropertyCodec(.open(PlainSecretsManager()))
    private let locked = PropertyCodec(.locked(PassphraseSource.missing))

    @Test(
        arguments: [
            (PropertyValue.null, "null"), (true, "true"), (128, "128"), (.number(0.5), "0.5"), (.number(1e21), "1e+21"),
            ("<a>", "\"<a>\""), ([1, "x"], "[1,\"x\"]"), (["b": 1, "a": ["c": .null]], #"{"a":{"c":null},"b":1}"#),
            (.unknown, "\"04da6b54-80e4-46f7-96ec-b56ff0331ba9\""),
            (
                .sealed("c0:1"),
                #"{"4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270","ciphertext":"c0:1"}"#
            ),
            (
                .archive(Archive(hash: "ab", path: "./dist")),
                #"{"4dabf18193072939515e22adb298388d":"0def7320c3a5731c473e5ecbe6d01bc7","hash":"ab","path":"./dist"}"#
            ),
            (
                .archive(Archive(hash: "ab", path: nil)),
                #"{"4dabf18193072939515e22adb298388d":"0def7320c3a5731c473e5ecbe6d01bc7","hash":"ab"}"#
            ),
        ] as [(PropertyValue, String)])
    func writesAndReads(value: PropertyValue, text: String) throws {
        #expect(try locked.encode(value).text() == text)
        #expect(try locked.decode(JSONValue(parsing: text)) == value)
    }

    @Test func secretsHoldJSONAsGoWritesIt() throws {
        let json = try codec.encode(.secret(["b": "<&>\u{2028}", "a": 1]))
        #expect(json["ciphertext"]?.string == #"c1:{"a":1,"b":"\u003c\u0026\u003e\u2028"}"#)
        #expect(json[key]?.string == PropertySignature.secret)
        #expect(try codec.decode(json) == .secret(["b": "<&>\u{2028}", "a": 1]))
        #expect(try locked.decode(json) == .sealed(json["ciphertext"]?.string ?? ""))
    }

    @Test func secretsInSecretsAreNotEncryptedAgain() throws {
        let value = PropertyValue.secret(["a": .secret("x")])
        let json = try codec.encode(value)
        #expect(
            json["ciphertext"]?.string
                == #"c1:{"a":{"4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270","ciphertext":"\"x\""}}"#
        )
        #expect(try codec.decode(json) == value)
    }

    @Test func unchangedSecretsKeepTheirCiphertext() throws {
        let old = JSONValue.object(
            try codec.encode(["a": .secret("x"), "b": ["c": .secret("y")], "d": [.secret("z")]]))
        let new = JSONValue.object(
            try codec.encode(["a": .secret("x"), "b": ["c": .secret("Y")], "d": [.secret("z"), 1]], previous: old))
        #expect(new["a"] == old["a"])
        #expect(new["b"]?["c"] != old["b"]?["c"])
        #expect(new["d"]?[0] == old["d"]?[0])
    }

    @Test func plainSecretsAreEncrypted() throws {
        let plain: JSONValue = [key: .string(PropertySignature.secret), "plaintext": "\"x\""]
        #expect(try locked.decode(plain) == .secret("x"))
        #expect(PropertyCodec.holdsPlaintext(["a": [plain]]) && PropertyCodec.holdsSecret([plain]))
        #expect(!PropertyCodec.holdsPlaintext(try codec.encode(.secret("x"))))
        #expect(try codec.encode(.secret("x"), previous: plain)["plaintext"] == nil)
    }

    @Test func withoutKeyNothingSecretIsWritten() throws {
        let error = try #require(throws: ProvisioningError.self) { try locked.encode(.secret("hunter2")) }
        #expect(error == PassphraseSource.missing)
    }

    @Test(arguments: [
        #"{"4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270"}"#,
        #"{"4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270","ciphertext":"c:1","plaintext":"1"}"#,
        #"{"4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270","ciphertext":"c1:not JSON"}"#,
        #"{"4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270","ciphertext":"undecryptable"}"#,
    ])
    func refusesBadSecrets(text: String) throws {
        let json = try JSONValue(parsing: text)
        let error = try #require(throws: ProvisioningError.self) { try codec.decode(json) }
        #expect(!error.description.contains("not JSON\""))
    }

    @Test(arguments: [
        #"{"4dabf18193072939515e22adb298388d":"c44067f5952c0a294b673a41bacd8c17","hash":"ab","text":"x"}"#,
        #"{"4dabf18193072939515e22adb298388d":"0def7320c3a5731c473e5ecbe6d01bc7","assets":{},"hash":"ab"}"#,
        #"{"4dabf18193072939515e22adb298388d":"8ad145fe-0d11-4827-bfd7-1abcbf086f5c","value":"7ff8000000000001"}"#,
        #"{"4dabf18193072939515e22adb298388d":"5cf8f73096256a8f31e491e813e4eb8e","id":"i","packageVersion":"1","urn":"u"}"#,
        #"{"4dabf18193072939515e22adb298388d":"some other mark","x":[1]}"#,
    ])
    func keepsWhatItDoesNotKnow(text: String) throws {
        #expect(try codec.encode(codec.decode(JSONValue(parsing: text))).text() == text)
    }

    @Test func keepsUnchangedPartsAsWritten() throws {
        let old = try JSONValue(parsing: #"{"z":1.0,"a":{"y":1,"b":2},"t":"old"}"#)
        let new = try codec.encode(["z": 1, "a": ["y": 1, "b": 2], "t": "new"], previous: old)
        #expect(JSONValue.object(new).text() == #"{"a":{"y":1,"b":2},"t":"new","z":1.0}"#)
    }

    @Test func refusesValuesThatPulumiWouldMistake() throws {
        #expect(throws: ProvisioningError.self) { try codec.encode(.string(PropertySignature.unknown)) }
        #expect(throws: ProvisioningError.self) {
            try codec.encode(.object([key: .string(PropertySignature.secret), "ciphertext": "c1:1"]))
        }
    }

    @Test(arguments: [
        (Double.infinity, "7ff0000000000000"), (-Double.infinity, "fff0000000000000"), (.nan, "7ff8000000000000"),
    ])
    func writesNumbersThatJSONLacks(number: Double, bits: String) throws {
        let json = try codec.encode(.number(number))
        #expect(json[key]?.string == PropertySignature.number && json["value"]?.string == bits)
    }

    @Test func readsMaps() throws {
        #expect(try codec.decodeMap(nil) == [:])
        #expect(try codec.decodeMap(.null) == [:])
        #expect(throws: ProvisioningError.self) { try codec.decodeMap([1]) }
        #expect(
            try codec.encode(.output(OutputReference(resource: "a", output: "b"))).string == PropertySignature.unknown)
    }
}
