'use strict';
// Runs an untouched Node.js WebSocket server (package ws on 18, 20, 22) behind an API Gateway WebSocket API.
//
// Files at the top of a package of kind `websocket`:
//   semantest-bridge.mjs          aws-rest.mjs, unchanged; Lambda's handler is semantest-bridge.handler
//   semantest-bridge.cjs          this file
//   semantest-bridge-rest.cjs     aws-rest.cjs, unchanged: start, listeners, logs (and plain HTTP events, if any are sent)
//   semantest-bridge.config.json  {"entry": …, "directory": …, "kind": "websocket"}
//
// Environment:
//   SEMANTEST_CONNECTIONS_TABLE  DynamoDB table; hash key connectionId (S), time to live attribute `ttl`
//   SEMANTEST_SETTLE_MS          milliseconds without outbound frames after which an invocation returns (150)
//   SEMANTEST_WEBSOCKET_PATH     path of the handshake; without it `/`, or the path that the ws server asks for
//   AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI, AWS_ENDPOINT_URL_DYNAMODB, AWS_ENDPOINT_URL_LAMBDA, AWS_ENDPOINT_URL
//     The first is the base of /@connections/ID; {apiId} and {stage} in it are filled in. Without a path it gets the emulators'
//     /_aws/execute-api/{apiId}/{stage}.
// Permissions of the function's role:
//   dynamodb:GetItem, PutItem, UpdateItem, DeleteItem, Scan on the table
//   execute-api:ManageConnections on arn:aws:execute-api:REGION:ACCOUNT:API/*
//   lambda:InvokeFunction on the function itself and its versions (ARN and ARN:*)
module.exports = {};
