import OrderedJSON
package import ProvisioningDomain

/// Turns a domain event into the message that the Semantest servers take.
///
/// The form is one compact JSON object whose bytes a JavaScript server would print again unchanged: keys in this order, no
/// spaces, `/` and non-ASCII literal. `eventId` rides in the metadata too, since the event-sourced server gives its own.
package enum EventEncoder {
    /// The message of an event.
    package static func encode(_ event: DomainEvent) -> [UInt8] {
        var payload = JSONObject()
        payload["correlationId"] = .string(event.correlationID)
        for fact in event.payload { payload[fact.name] = .string(fact.value) }
        let message: JSONValue = [
            "id": .string(event.id),
            "type": .string("\(event.kind.rawValue)Event"),
            "eventType": .string(event.kind.wireType),
            "aggregateId": .string(event.aggregateID),
            "correlationId": .string(event.correlationID),
            "payload": .object(payload),
            "metadata": [
                "source": "infrastructure", "version": 1, "eventId": .string(event.id),
                "previousEventIds": .array(event.previousEventIDs.map { .string($0) }),
            ],
            "timestamp": .string(event.occurredAt.iso8601Milliseconds),
        ]
        return message.serialized(.compact)
    }
}
