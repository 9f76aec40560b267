"use strict";
// Shape 1, in the manner of a TypeScript build: express is made inside an asynchronous main, which listens on PORT at its end;
// nothing is exported; signals end it.
var __decorate = (this && this.__decorate) || function (decorators, target) {
    return decorators.reduceRight((result, decorate) => decorate(result) || result, target);
};
var __importDefault = (this && this.__importDefault) || function (module) {
    return module && module.__esModule ? module : { default: module };
};
Object.defineProperty(exports, "__esModule", { value: true });
const http_1 = require("http");
const express_1 = __importDefault(require("express"));
const ws_1 = require("ws");
const behaviour_1 = require("./behaviour");
const port = process.env.PORT || 3003;
const component = (type) => { type.shape = "async-main"; };
let Application = class Application {
    async seed() {
        await new Promise((resolve) => setTimeout(resolve, 50));
        const app = (0, express_1.default)();
        (0, behaviour_1.routes)(app, express_1.default, Application.shape);
        return app;
    }
};
Application = __decorate([component], Application);
async function main() {
    const server = (0, http_1.createServer)(await new Application().seed());
    const sockets = new ws_1.WebSocketServer({ server, verifyClient: behaviour_1.mayEnter });
    (0, behaviour_1.chat)(sockets, Application.shape);
    for (const signal of ["SIGTERM", "SIGINT"]) {
        process.on(signal, () => server.close(() => process.exit(0)));
    }
    server.listen(port, () => console.log(`listening on ${port}`));
}
main().catch((error) => {
    console.error(error);
    process.exit(1);
});
//# sourceMappingURL=start-server.js.map
