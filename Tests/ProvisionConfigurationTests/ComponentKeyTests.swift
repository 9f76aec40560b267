import ProvisionConfiguration
import ProvisioningDomain
import Testing

@Suite struct ComponentKeyTests {
    @Test(arguments: [
        "root: ..", "entry: a b.js", "runtime: nodejs18.x", "runtime: nodejs99.x", "architecture: arm64", "memory: 128",
        "memory: 10240", "memory: 0x80", "timeout: 1", "timeout: 900", "timeout: 30s", "timeout: '15m'",
        "environment: {}",
        "environment: { A1_: x }", "environment: { AB: \"${a.b\" }", "environment: { AB: \"${}${1}$\" }",
        "environment: { AB: \"${secrets.a-B_1}\" }", "environment: { AB: \"${a/b.c}\" }", "cors: {}",
        "cors: { origins: [] }", "logs: {}", "logs: { retention: 3653 }",
        "logs: { retention: 0 }", "instances: {}", "instances: { min: 0, max: 10 }", "instances: { max: 1000 }",
    ])
    func accepts(line: String) {
        #expect(Sample.componentProblems(line) == [])
    }

    @Test(arguments: [
        ("root: 5", "6:11: `root` must be a path; found the number 5"),
        ("root: ''", "6:11: `root` must be a path; found the text \"\""),
        ("root: { a: b }", "6:11: `root` must be a path; found a map"),
        ("entry: true", "6:12: `entry` must be a path relative to `source`; found true"),
        ("entry: /srv/a.js", "6:12: `entry` must be a path relative to `source`; found the text \"/srv/a.js\""),
        ("entry: [a.js]", "6:12: `entry` must be a path relative to `source`; found a list"),
        ("entry: '${secrets.x}'", "6:12: `entry` must not contain a secret; only values of `environment` may"),
        (
            "runtime: node22",
            "6:14: `runtime` must be `nodejs<major>.x`, for example `nodejs22.x`; found the text \"node22\""
        ),
        (
            "runtime: nodejs22",
            "6:14: `runtime` must be `nodejs<major>.x`, for example `nodejs22.x`; found the text \"nodejs22\"; did you mean "
                + "`nodejs22.x`?"
        ),
        ("runtime: 22", "6:14: `runtime` must be `nodejs<major>.x`, for example `nodejs22.x`; found the number 22"),
        (
            "architecture: arm",
            "6:19: `architecture` must be `x86_64` or `arm64`; found the text \"arm\"; did you mean `arm64`?"
        ),
        ("architecture: 64", "6:19: `architecture` must be `x86_64` or `arm64`; found the number 64"),
        ("memory: 127", "6:13: `memory` must be a whole number from 128 to 10240; found the number 127"),
        ("memory: 512.5", "6:13: `memory` must be a whole number from 128 to 10240; found the number 512.5"),
        ("memory: '512'", "6:13: `memory` must be a whole number from 128 to 10240; found the text \"512\""),
        ("memory: 512MB", "6:13: `memory` must be a whole number from 128 to 10240; found the text \"512MB\""),
        ("memory:", "6:12: `memory` must be a whole number from 128 to 10240; found nothing"),
        ("memory: {}", "6:13: `memory` must be a whole number from 128 to 10240; found a map"),
        (
            "timeout: 901",
            "6:14: `timeout` must be 1 to 900 seconds, as a whole number or as text such as 30s or 5m; found the number 901"
        ),
        (
            "timeout: 1h",
            "6:14: `timeout` must be 1 to 900 seconds, as a whole number or as text such as 30s or 5m; found the text \"1h\""
        ),
        (
            "timeout: +5s",
            "6:14: `timeout` must be 1 to 900 seconds, as a whole number or as text such as 30s or 5m; found the text \"+5s\""
        ),
        (
            "timeout: 9223372036854775807m",
            "6:14: `timeout` must be 1 to 900 seconds, as a whole number or as text such as 30s or 5m; found the text "
                + "\"9223372036854775807m\""
        ),
        ("environment: [A=1]", "6:18: `environment` must be a map; found a list"),
        ("environment: { AB: [1] }", "6:24: `environment.AB` must be text, a number, true or false; found a list"),
        ("environment: { AB: ~ }", "6:24: `environment.AB` must be text, a number, true or false; found nothing"),
        (
            "environment: { 1A: x }",
            "6:20: `1A` in `environment` must be letters, digits and `_`, beginning with a letter, at least two"
        ),
        (
            "environment: { A: x }",
            "6:20: `A` in `environment` must be letters, digits and `_`, beginning with a letter, at least two"
        ),
        (
            "environment: { LAMBDA_TASK_ROOT: x }",
            "6:20: `LAMBDA_TASK_ROOT` is set by AWS Lambda itself; choose another name"
        ),
        (
            "environment: { AB: \"${secret.x}\" }",
            "6:24: `environment.AB`: `${secret.x}` is no reference; a secret is written `${secrets.NAME}`"
        ),
        (
            "environment: { AB: \"x${secrets.}\" }",
            "6:24: `environment.AB`: `${secrets.}` is no reference; a secret is written `${secrets.NAME}`"
        ),
        (
            "environment: { AB: \"${secrets.a.b}\" }",
            "6:24: `environment.AB`: `${secrets.a.b}` is no reference; a secret is written `${secrets.NAME}`"
        ),
        (
            "environment: { AB: \"${secrets. a}\" }",
            "6:24: `environment.AB`: `${secrets. a}` is no reference; a secret is written `${secrets.NAME}`"
        ),
        ("cors: true", "6:11: `cors` must be a map; found true"),
        ("cors: { origins: '*' }", "6:22: `origins` must be a list; found the text \"*\""),
        ("cors: { headers: [1] }", "6:23: `headers[0]` must be text; found the number 1"),
        (
            "cors: { methods: [GET, get] }",
            "6:28: `methods[1]` must be `GET`, `POST`, `PUT`, `PATCH`, `DELETE`, `HEAD`, `OPTIONS` or `*`; found the text "
                + "\"get\"; did you mean `GET`?"
        ),
        (
            "cors: { credentials: true }",
            "6:13: unknown key `credentials`; known here are `origins`, `methods` and `headers`"
        ),
        (
            "logs: { retention: 10 }",
            "6:24: `retention` must be one of 0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, "
                + "2192, 2557, 2922, 3288, 3653; found the number 10; did you mean `7`?"
        ),
        (
            "logs: { retention: two }",
            "6:24: `retention` must be one of 0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, "
                + "2192, 2557, 2922, 3288, 3653; found the text \"two\""
        ),
        ("instances: { max: 0 }", "6:23: `max` must be a whole number from 1 to 1000; found the number 0"),
        ("instances: { most: 3 }", "6:18: unknown key `most`; known here are `min` and `max`"),
        ("logs: { retetnion: 14 }", "6:13: unknown key `retetnion`; did you mean `retention`?"),
        (
            "region: us-east-1",
            "6:5: unknown key `region`; known here are `kind`, `source`, `root`, `entry`, `runtime`, "
                + "`architecture`, `memory`, `timeout`, `environment`, `cors`, `logs`, `instances`, `prune` and `health`"
        ),
        ("health: true", "6:13: `health` must be a map; found true"),
        (
            "health: { via: ping }",
            "6:20: `via` must be `url`, `invoke` or `none`; found the text \"ping\""
        ),
        ("health: { pth: / }", "6:15: unknown key `pth`; did you mean `path`?"),
        (
            "health: { path: health }",
            "6:21: `path` must be a path that begins with /, percent-encoded; found the text \"health\"; did you mean `/health`?"
        ),
        (
            "health: { path: /a b }",
            "6:21: `path` must be a path that begins with /, percent-encoded; found the text \"/a b\""
        ),
        ("health: { status: 100 }", "6:23: `status` must be a whole number from 200 to 599; found the number 100"),
        (
            "health: { grace: 16m }",
            "6:22: `grace` must be 1 to 900 seconds, as a whole number or as text such as 30s or 5m; found the text \"16m\""
        ),
        (
            "health: { send: hi }",
            "6:15: `send` does not count for a component of kind rest; what counts is `body`, `path` and `status`"
        ),
        (
            "health: { body: '${secrets.a}' }",
            "6:21: `body` must not contain a secret; only values of `environment` may"
        ),
        ("memroy: 1", "6:5: unknown key `memroy`; did you mean `memory`?"),
        (
            "entry: \(String(repeating: "/x", count: 40))",
            "6:12: `entry` must be a path relative to `source`; found the text \"\(String(repeating: "/x", count: 30))…\""
        ),
    ])
    func refuses(line: String, expected: String) {
        #expect(Sample.componentProblems(line) == [expected])
    }

    @Test(arguments: ["rollback", "strategy", "monitoring", "traffic"])
    func namesWhatThisVersionLacks(key: String) {
        #expect(
            Sample.componentProblems("\(key): x")
                == ["6:5: `\(key)` is not supported by this version of semantest-provision; remove it"])
    }
}
