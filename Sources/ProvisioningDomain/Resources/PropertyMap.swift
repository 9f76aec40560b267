/// The properties of a resource by their Pulumi names (camelCase).
public typealias PropertyMap = [String: PropertyValue]
