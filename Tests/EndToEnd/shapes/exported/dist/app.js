"use strict";
// Shape 5 in the manner of a TypeScript build: an express app as the default export; somebody else is to listen.
Object.defineProperty(exports, "__esModule", { value: true });
const express = require("express");
const behaviour_1 = require("./behaviour");
const app = express();
(0, behaviour_1.routes)(app, express, "exported");
exports.default = app;
//# sourceMappingURL=app.js.map
