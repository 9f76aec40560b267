import AWSSigV4Client

extension ServiceCall {
    static let functionARN = "arn:aws:lambda:us-east-1:123456789012:function:f"

    static let settings = LambdaFunctionSettings(
        runtime: "nodejs22.x", role: "arn:aws:iam::123456789012:role/r", handler: "index.handler", description: "d",
        timeout: 30, memorySize: 512, environment: ["NODE_ENV": "2", "GREETING": "ü"],
        kmsKeyARN: "arn:aws:kms:us-east-1:123456789012:key/k", tracingMode: "PassThrough",
        layers: ["arn:aws:lambda:us-east-1:123456789012:layer:l:1"],
        ephemeralStorageSize: 512,
        logging: LambdaLogging(
            format: "JSON", logGroup: "/aws/lambda/f", applicationLogLevel: "INFO", systemLogLevel: "WARN"))

    static let lambda: [ServiceCall] = [
        ServiceCall("lambda.CreateFunction", idempotent: false) {
            _ = try await LambdaClient($0).createFunction(
                CreateFunctionRequest(
                    functionName: "f", code: .zip(Array("PK zip".utf8)), settings: settings, architecture: "arm64",
                    publish: true, tags: ["a": "b"]))
        },
        ServiceCall("lambda.CreateFunction", idempotent: false) {
            _ = try await LambdaClient($0).createFunction(
                CreateFunctionRequest(
                    functionName: "f", code: .s3(bucket: "bucket", key: "k.zip", objectVersion: "v"), settings: settings
                ))
        },
        ServiceCall("lambda.GetFunction") { _ = try await LambdaClient($0).getFunction("f", qualifier: "live") },
        ServiceCall("lambda.GetFunctionConfiguration") {
            _ = try await LambdaClient($0).getFunctionConfiguration("f", qualifier: "$LATEST")
        },
        ServiceCall("lambda.UpdateFunctionCode") {
            _ = try await LambdaClient($0).updateFunctionCode(
                "f", code: .zip(Array("PK".utf8)), architecture: "x86_64", publish: true)
        },
        ServiceCall("lambda.UpdateFunctionCode", idempotent: false) {
            _ = try await LambdaClient($0).updateFunctionCode(
                "f", code: .s3(bucket: "bucket", key: "k"), revisionID: "revision")
        },
        ServiceCall("lambda.UpdateFunctionConfiguration") {
            _ = try await LambdaClient($0).updateFunctionConfiguration("f", settings: settings)
        },
        ServiceCall("lambda.UpdateFunctionConfiguration", idempotent: false) {
            _ = try await LambdaClient($0).updateFunctionConfiguration(
                "f", settings: LambdaFunctionSettings(environment: [:]), revisionID: "revision")
        },
        ServiceCall("lambda.PublishVersion") {
            _ = try await LambdaClient($0).publishVersion("f", codeSHA256: "c2hh", description: "d")
        },
        ServiceCall("lambda.PublishVersion", idempotent: false) {
            _ = try await LambdaClient($0).publishVersion("f", revisionID: "revision")
        },
        ServiceCall("lambda.DeleteFunction") { try await LambdaClient($0).deleteFunction("f", version: "3") },
        ServiceCall("lambda.ListVersionsByFunction") { _ = try await LambdaClient($0).listVersionsByFunction("f") },
        ServiceCall("lambda.CreateAlias", idempotent: false) {
            _ = try await LambdaClient($0).createAlias(
                "f", name: "live", version: "1", description: "d", routing: ["2": 0.05])
        },
        ServiceCall("lambda.GetAlias") { _ = try await LambdaClient($0).getAlias("f", name: "live") },
        ServiceCall("lambda.UpdateAlias") {
            _ = try await LambdaClient($0).updateAlias("f", name: "live", version: "2", routing: [:])
        },
        ServiceCall("lambda.UpdateAlias", idempotent: false) {
            _ = try await LambdaClient($0).updateAlias(
                "f", name: "live", description: "d", routing: ["2": 0.5, "3": 0.25], revisionID: "revision")
        },
        ServiceCall("lambda.DeleteAlias") { try await LambdaClient($0).deleteAlias("f", name: "live") },
        ServiceCall("lambda.AddPermission", idempotent: false) {
            _ = try await LambdaClient($0).addPermission(
                "f",
                LambdaPermission(
                    statementID: "gateway", action: "lambda:InvokeFunction", principal: "apigateway.amazonaws.com",
                    sourceARN: "arn:aws:execute-api:us-east-1:123456789012:a1/*/*", sourceAccount: "123456789012",
                    qualifier: "live"))
        },
        ServiceCall("lambda.RemovePermission") {
            try await LambdaClient($0).removePermission("f", statementID: "gateway", qualifier: "live")
        },
        ServiceCall("lambda.GetPolicy") { _ = try await LambdaClient($0).getPolicy("f", qualifier: "live") },
        ServiceCall("lambda.TagResource") { try await LambdaClient($0).tagResource(functionARN, tags: ["a": "b"]) },
        ServiceCall("lambda.UntagResource") {
            try await LambdaClient($0).untagResource(functionARN, keys: ["a", "b c"])
        },
        ServiceCall("lambda.ListTags") { _ = try await LambdaClient($0).listTags(functionARN) },
        ServiceCall("lambda.PutFunctionConcurrency") {
            try await LambdaClient($0).putFunctionConcurrency("f", reserved: 5)
        },
        ServiceCall("lambda.DeleteFunctionConcurrency") { try await LambdaClient($0).deleteFunctionConcurrency("f") },
        ServiceCall("lambda.Invoke", idempotent: false) {
            _ = try await LambdaClient($0).invoke(
                "f", payload: Array("{}".utf8), qualifier: "live", logTail: true)
        },
        ServiceCall("lambda.Invoke", idempotent: false) { _ = try await LambdaClient($0).invoke("f", type: .event) },
        ServiceCall("lambda.Invoke") { _ = try await LambdaClient($0).invoke("f", type: .dryRun) },
    ]
}
