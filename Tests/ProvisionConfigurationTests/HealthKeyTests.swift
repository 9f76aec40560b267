import ProvisionConfiguration
import ProvisioningDomain
import Testing

/// `health:` of components and of what environments change in it.
@Suite struct HealthKeyTests {
    private static func check(
        _ kind: String, _ health: String?, over override: String? = nil
    ) throws -> HealthCheck? {
        var text = "project: p\ncomponents:\n  api:\n    kind: \(kind)\n    source: .\n"
        if let health { text += "    health: \(health)\n" }
        if let override { text += "environments: { dev: { components: { api: { health: \(override) } } } }\n" }
        return try Sample.parse(text).resolve(component: "api", environment: "development") { _ in nil }.health
    }

    @Test(
        arguments: [
            (nil, nil, nil),
            ("{}", nil, HealthCheck(.http(path: "/health", status: 200, body: nil), route: .url, grace: 60)),
            (
                "{ path: /, status: 404, body: no, grace: 5m, via: invoke }", nil,
                HealthCheck(.http(path: "/", status: 404, body: "no"), route: .invoke, grace: 300)
            ),
            ("{ via: none, path: / }", nil, nil),
            (
                "{ path: /a, grace: 5 }", "{ grace: 9, body: b }",
                HealthCheck(.http(path: "/a", status: 200, body: "b"), route: .url, grace: 9)
            ),
            ("{ path: /a }", "{ via: none }", nil),
            (nil, "{ path: /a }", HealthCheck(.http(path: "/a", status: 200, body: nil))),
        ] as [(String?, String?, HealthCheck?)])
    func rest(health: String?, override: String?, expected: HealthCheck?) throws {
        #expect(try Self.check("rest", health, over: override) == expected)
    }

    @Test(arguments: [
        ("{}", HealthCheck(.webSocket(send: nil, expect: nil, subprotocol: nil))),
        (
            "{ send: hi, expect: there, protocol: v1, grace: 1 }",
            HealthCheck(.webSocket(send: "hi", expect: "there", subprotocol: "v1"), grace: 1)
        ),
        (
            "{ via: invoke, protocol: v1 }",
            HealthCheck(.webSocket(send: nil, expect: nil, subprotocol: "v1"), route: .invoke)
        ),
    ])
    func webSocket(health: String, expected: HealthCheck) throws {
        #expect(try Self.check("websocket", health) == expected)
    }

    private static func problems(_ kind: String, _ health: String, _ override: String) -> [String] {
        Sample.problems(
            """
            project: p
            components:
              api:
                kind: \(kind)
                source: .
                health: \(health)
            environments:
              dev:
                components:
                  api:
                    \(override)

            """)
    }

    @Test(arguments: [
        (
            "websocket", "{ path: / }", "memory: 512",
            [
                "6:15: `path` does not count for a component of kind websocket; what counts is `expect`, `protocol` and `send`"
            ]
        ),
        (
            "websocket", "{ send: a, via: invoke }", "memory: 512",
            ["6:15: `send` cannot be used with `via: invoke`, which sees no messages; use `via: url`"]
        ),
        (
            "websocket", "{ expect: a }", "health: { via: invoke }",
            ["11:24: `expect` cannot be used with `via: invoke`, which sees no messages; use `via: url`"]
        ),
        (
            "websocket", "{ via: invoke }", "health: { expect: a }",
            ["11:19: `expect` cannot be used with `via: invoke`, which sees no messages; use `via: url`"]
        ),
        (
            "rest", "{ path: / }", "health: { send: a }",
            ["11:19: `send` does not count for a component of kind rest; what counts is `body`, `path` and `status`"]
        ),
        ("websocket", "{ send: a }", "health: { via: none }", []),
    ])
    func whatDoesNotGoTogether(kind: String, health: String, override: String, expected: [String]) {
        #expect(Self.problems(kind, health, override) == expected)
    }
}
