import ProvisionConfiguration
import ProvisioningDomain
import Testing

@Suite struct ConfigurationParsingTests {
    @Test func readsEverything() throws {
        let file = try Sample.parse(Sample.full)
        #expect(file.project.description == "semantest")
        #expect(file.directory == "/work/app")
        #expect(file.stateDirectory == "/work/app/infra/../state")
        #expect(file.tags == ["Team": "platform", "Cost": "42", "Open": "true"])
        #expect(file.components.map(\.name.description) == ["rest-api", "admin", "socket"])
        #expect(file.environments.map(\.name.description) == ["development", "production", "pr-17"])
        let api = try #require(file.components.first).settings
        #expect(api.kind == .rest)
        #expect(api.source == "./nodejs.server")
        #expect(api.architecture == .arm64)
        #expect(api.timeout?.seconds == 120)
        #expect(api.logRetentionDays == 30)
        #expect(api.cors?.methods == ["GET", "*"])
        #expect(api.variables["RATIO"]?.parts == [.text("1.50")])
        #expect(api.variables["EMPTY"]?.parts == [])
        #expect(api.variables["SHELL_TEXT"]?.parts == [.text("${HOME} costs ${ and }")])
        #expect(
            api.variables["DSN"]?.parts == [
                .text("pg://"), .secret("user"), .text(":"), .secret("database_url"), .text("@host"),
            ])
    }

    @Test func standardValues() throws {
        let file = try Sample.parse(Sample.minimal)
        #expect(file.stateDirectory == "/work/app")
        #expect(file.keep == 10)
        #expect(try Sample.parse("\(Sample.minimal)keep: 3\n").keep == 3)
        #expect(file.tags.isEmpty)
        #expect(file.environments.map(\.name.description) == ["development", "staging", "production"])
    }

    @Test(arguments: [
        ("", ["1:1: the file must be a map with `project` and `components`; found nothing"]),
        ("[]", ["1:1: the file must be a map with `project` and `components`; found a list"]),
        ("{}", ["1:1: the required key `components` is missing", "1:1: the required key `project` is missing"]),
        ("a: [\n", ["2:1: did not find expected node content while parsing a flow node"]),
        ("project: p\nproject: q\n", ["2:1: key `project` is given twice; the first is at 1:1"]),
        ("\(Sample.minimal)projct: x\n", ["3:1: unknown key `projct`; did you mean `project`?"]),
        ("\(Sample.minimal)environment: {}\n", ["3:1: unknown key `environment`; did you mean `environments`?"]),
        (
            "\(Sample.minimal)zzz: x\n",
            [
                "3:1: unknown key `zzz`; known here are `project`, `state`, `keep`, `tags`, `components` and `environments`"
            ]
        ),
        ("\(Sample.minimal)keep: 0\n", ["3:7: `keep` must be a whole number from 1 to 1000; found the number 0"]),
        ("\(Sample.minimal)keep: all\n", ["3:7: `keep` must be a whole number from 1 to 1000; found the text \"all\""]),
        (
            "\(Sample.minimal)events: []\n",
            ["3:1: `events` is not supported by this version of semantest-provision; remove it"]
        ),
        (
            "project: P_q\ncomponents: { api: { kind: rest, source: . } }\n",
            [
                "1:10: `project` must be at most 40 lower-case letters, digits and hyphens, beginning with a letter; "
                    + "found the text \"P_q\""
            ]
        ),
        (
            "project: 5\ncomponents: { api: { kind: rest, source: . } }\n",
            [
                "1:10: `project` must be at most 40 lower-case letters, digits and hyphens, beginning with a letter; "
                    + "found the number 5"
            ]
        ),
        ("project: p\ncomponents: {}\n", ["2:13: `components` must have at least one entry"]),
        ("project: p\ncomponents: x\n", ["2:13: `components` must be a map; found the text \"x\""]),
        ("project: p\ncomponents: { api: 1 }\n", ["2:20: `components.api` must be a map; found the number 1"]),
        (
            "project: p\ncomponents: { api: {} }\n",
            [
                "2:20: the required key `kind` is missing in `components.api`",
                "2:20: the required key `source` is missing in `components.api`",
            ]
        ),
        (
            "project: p\ncomponents: { Api: { kind: rest, source: . } }\n",
            [
                "2:15: `Api` in `components` must be at most 40 lower-case letters, digits and hyphens, beginning with a "
                    + "letter"
            ]
        ),
        ("\(Sample.minimal)tags: [a]\n", ["3:7: `tags` must be a map; found a list"]),
        ("\(Sample.minimal)tags: { a: [b] }\n", ["3:12: `tags.a` must be text, a number, true or false; found a list"]),
        ("\(Sample.minimal)tags: { a: }\n", ["3:12: `tags.a` must be text, a number, true or false; found nothing"]),
        (
            "\(Sample.minimal)tags: { \"aws:x\": b, \"semantest:y\": c }\n",
            [
                "3:9: `aws:x` in `tags` must be 1 to 128 characters, not beginning with `aws:` or `semantest:`",
                "3:21: `semantest:y` in `tags` must be 1 to 128 characters, not beginning with `aws:` or `semantest:`",
            ]
        ),
        (
            "\(Sample.minimal)tags: { a: \"${secrets.b}\" }\n",
            ["3:12: `tags.a` must not contain a secret; only values of `environment` may"]
        ),
        (
            "\(Sample.minimal)tags: { a: \(String(repeating: "x", count: 257)) }\n",
            ["3:12: `tags.a` must have at most 256 characters"]
        ),
        (
            "\(Sample.minimal)tags: { \((1...47).map { "t\($0): x" }.joined(separator: ", ")) }\n",
            ["3:7: `tags` has 47 entries; at most 46 are allowed"]
        ),
        ("\(Sample.minimal)state: 5\n", ["3:8: `state` must be file://PATH; found the number 5"]),
        ("\(Sample.minimal)state: state\n", ["3:8: `state` must be file://PATH; found the text \"state\""]),
        ("\(Sample.minimal)state: file://\n", ["3:8: `state` must be file://PATH; found the text \"file://\""]),
        ("\(Sample.minimal)state: \"://x\"\n", ["3:8: `state` must be file://PATH; found the text \"://x\""]),
        (
            "\(Sample.minimal)state: s3://bucket/prefix?region=us-east-1\n",
            ["3:8: `s3://` state is not supported by this version of semantest-provision; use file://PATH"]
        ),
        (
            "\(Sample.minimal)state: azblob://c\n",
            ["3:8: `azblob://` state is not supported by this version of semantest-provision; use file://PATH"]
        ),
        ("\(Sample.minimal)state: file://~/x\n", ["3:8: `state` must name its directory in full; ~ is not expanded"]),
    ])
    func refusesFiles(text: String, expected: [String]) {
        #expect(Sample.problems(text) == expected)
    }

    @Test(arguments: [
        ("environments: []", ["3:15: `environments` must be a map; found a list"]),
        ("environments: {}", ["3:15: `environments` must have at least one entry"]),
        ("environments: { dev: }", ["3:22: `environments.dev` must be a map; found nothing"]),
        (
            "environments: { dev: {}, development: {} }",
            ["3:26: `development` and `dev` are the same environment; the first is at 3:17"]
        ),
        (
            "environments: { Dev: {} }",
            [
                "3:17: `Dev` in `environments` must be at most 32 lower-case letters, digits and hyphens, beginning with a "
                    + "letter"
            ]
        ),
        (
            "environments: { dev: { provider: gcp } }",
            ["3:34: `provider` must be `aws` or `azure`; found the text \"gcp\""]
        ),
        (
            "environments: { dev: { provider: AWS } }",
            ["3:34: `provider` must be `aws` or `azure`; found the text \"AWS\"; did you mean `aws`?"]
        ),
        (
            "environments: { dev: { region: us-esat-1a } }",
            [
                "3:32: `region` must be an AWS region, for example `us-east-1`; found the text \"us-esat-1a\"; did you mean "
                    + "`us-east-1`?"
            ]
        ),
        ("environments: { dev: { regoin: us-east-1 } }", ["3:24: unknown key `regoin`; did you mean `region`?"]),
        (
            "environments: { dev: { location: westeurope, subscription: x, budget: 5 } }",
            ["3:24: `location`", "3:46: `subscription`", "3:63: `budget`"].map {
                $0 + " is not supported by this version of semantest-provision; remove it"
            }
        ),
        ("environments: { dev: { components: { apo: {} } } }", ["3:38: unknown component `apo`; did you mean `api`?"]),
        (
            "environments: { dev: { components: { other: {} } } }",
            ["3:38: unknown component `other`; components are `api`"]
        ),
        (
            "environments: { dev: { components: { api: { memory: 1, location: x, AWS: 1 } } } }",
            [
                "3:53: `memory` must be a whole number from 128 to 10240; found the number 1",
                "3:56: `location` is not supported by this version of semantest-provision; remove it",
                "3:69: unknown key `AWS`; known here are `kind`, `source`, `root`, `entry`, `runtime`, `architecture`, "
                    + "`memory`, `timeout`, `environment`, `cors`, `logs`, `instances`, `prune`, `health`, `provider` and `region`",
            ]
        ),
        (
            "environments: { dev: { components: { api: { environment: { AWS_REGION: x } } } } }",
            ["3:60: `AWS_REGION` is set by AWS Lambda itself; choose another name"]
        ),
    ])
    func refusesEnvironments(line: String, expected: [String]) {
        #expect(Sample.problems(Sample.minimal + line + "\n") == expected)
    }

    @Test func reportsEverythingAtOnceInOrder() {
        let text = """
            projct: p
            tags: []
            components:
              api:
                kind: rset
                source: .
                memory: lots
                timeout: 0
                rollback: true
            environments:
              dev: { provider: awz }

            """
        #expect(
            Sample.problems(text) == [
                "1:1: the required key `project` is missing",
                "1:1: unknown key `projct`; did you mean `project`?",
                "2:7: `tags` must be a map; found a list",
                "5:11: `kind` must be `rest` or `websocket`; found the text \"rset\"; did you mean `rest`?",
                "7:13: `memory` must be a whole number from 128 to 10240; found the text \"lots\"",
                "8:14: `timeout` must be 1 to 900 seconds, as a whole number or as text such as 30s or 5m; found the number 0",
                "9:5: `rollback` is not supported by this version of semantest-provision; remove it",
                "11:20: `provider` must be `aws` or `azure`; found the text \"awz\"; did you mean `aws`?",
            ])
    }

    @Test func theErrorNamesFileAndCategory() {
        let error = #expect(throws: ConfigurationError.self) {
            try ConfigurationFile.parse(Array("a: 1\nb: 2\n".utf8), path: "../x.yaml", directory: "/")
        }
        #expect(error?.category == .configuration)
        #expect(error?.code == "InvalidConfiguration")
        #expect(error?.description.split(separator: "\n").allSatisfy { $0.hasPrefix("../x.yaml:") } == true)
        #expect(error?.problems.count == 4)
    }
}
