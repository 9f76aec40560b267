"use strict";
// Shape 5: a ready Lambda handler, named main.
Object.defineProperty(exports, "__esModule", { value: true });
exports.main = void 0;
const main = async (event) => ({
    statusCode: event.rawPath === "/" ? 200 : 404,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ shape: "handler", path: event.rawPath, query: event.queryStringParameters }),
});
exports.main = main;
//# sourceMappingURL=handler.js.map
