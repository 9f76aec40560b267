/// A value in the inputs or outputs of a resource.
///
/// It is Pulumi's property model (sdk/go/common/resource/property_value.go): JSON values, plus what JSON lacks: secrets,
/// archives, values known only after another resource exists, and references to them.
public indirect enum PropertyValue: Sendable, Hashable {
    /// JSON `null`.
    case null
    /// A truth value.
    case bool(Bool)
    /// A number. Pulumi keeps every number as an IEEE double.
    case number(Double)
    /// Text.
    case string(String)
    /// A list.
    case array([PropertyValue])
    /// A map.
    case object(PropertyMap)
    /// A value that is ciphertext at rest and redacted wherever it is shown.
    case secret(PropertyValue)
    /// A secret of which only the ciphertext is known, as when no passphrase was given.
    case sealed(String)
    /// A file archive, compared by its hash alone.
    case archive(Archive)
    /// A value that will be known once another resource exists.
    case unknown
    /// The output of another resource of the same declaration.
    case output(OutputReference)
    /// Text made of parts, of which some may be references.
    case concatenation([PropertyValue])
}
