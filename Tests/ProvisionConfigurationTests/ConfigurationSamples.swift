import ProvisionConfiguration

/// Texts that several suites use.
enum Sample {
    /// Everything that this version supports.
    static let full = """
        project: semantest
        state: file://./infra/../state
        tags: { Team: platform, Cost: 42, Open: true }
        components:
          rest-api:
            kind: rest
            source: ./nodejs.server
            root: .
            entry: dist/start-server.js
            runtime: nodejs20.x
            architecture: arm64
            memory: 512
            timeout: 2m
            environment:
              NODE_ENV: production
              PORT: 8080
              RATIO: 1.50
              DEBUG: false
              EMPTY: ""
              SHELL_TEXT: "${HOME} costs ${ and }"
              DATABASE_URL: "${secrets.database_url}"
              DSN: "pg://${secrets.user}:${secrets.database_url}@host"
            cors: { origins: ["https://a.example"], methods: [GET, "*"], headers: [content-type] }
            logs: { retention: 30 }
            health: { path: "/ready?deep=1", status: 204, body: ok, grace: 2m, via: url }
          admin:
            kind: rest
            source: /srv/admin
          socket:
            kind: websocket
            source: ws
            health: { send: ping, expect: pong, protocol: "chat.v1" }
        environments:
          dev: {}
          production:
            provider: aws
            region: us-east-1
            components:
              rest-api:
                memory: 1024
                timeout: 20
                source: other
                root: /srv
                entry: main.js
                runtime: nodejs22.x
                architecture: x86_64
                environment: { NODE_ENV: prod, EXTRA: "${secrets.extra}" }
                cors: { methods: [POST] }
                logs: { retention: 365 }
                region: eu-west-1
                health: { grace: 30, via: invoke }
              admin: { provider: azure, cors: { origins: ["*"] } }
          pr-17: { provider: azure }

        """

    /// The smallest file.
    static let minimal = "project: p\ncomponents: { api: { kind: rest, source: . } }\n"

    static func parse(_ text: String) throws -> ConfigurationFile {
        try ConfigurationFile.parse(Array(text.utf8), path: "provision.yaml", directory: "/work/app")
    }

    /// The messages of everything that is wrong in `text`, without the file name.
    static func problems(_ text: String) -> [String] {
        do {
            _ = try parse(text)
            return []
        } catch let error as ConfigurationError {
            return error.problems.map { String($0.description.dropFirst("provision.yaml:".count)) }
        } catch {
            return ["\(error)"]
        }
    }

    /// The message of what is wrong with one key of a component.
    static func componentProblems(_ line: String) -> [String] {
        problems("project: p\ncomponents:\n  api:\n    kind: rest\n    source: .\n    \(line)\n")
    }
}
