'use strict';
// Preloaded with --require: Debian's Node.js finds its own modules without NODE_PATH, Lambda has none of them.
const Module = require('module');

const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  const file = resolve.call(this, request, ...rest);
  if (/^\/usr\/(share|lib|lib\/[^/]+)\/nodejs\//.test(file)) {
    const error = new Error(`Cannot find module '${request}' (Debian's ${file} is not in the package)`);
    error.code = 'MODULE_NOT_FOUND';
    throw error;
  }
  return file;
};
