'use strict';
// Preloaded with --require, it keeps two rules of Lambda that this machine does not.
// One: Debian's Node.js finds its own modules without NODE_PATH, Lambda has none of them.
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

// Two: the package is read-only. (Tests may run as root, who may write everywhere.)
const fs = require('fs');
const path = require('path');

const taskRoot = process.env.LAMBDA_TASK_ROOT && fs.realpathSync(process.env.LAMBDA_TASK_ROOT);

/** Whether a file that is to be written, or the folder in which it is to be made, lies in the package. */
function isInPackage(file) {
  if (typeof file !== 'string') return false;
  for (let folder = path.resolve(file); ; folder = path.dirname(folder)) {
    if (fs.existsSync(folder)) return `${fs.realpathSync(folder)}/`.startsWith(`${taskRoot}/`);
  }
}

function refuseWrites(object, name, isWrite) {
  const original = object[name];
  object[name] = function (...args) {
    if (!isWrite(...args) || !isInPackage(args[0])) return original.apply(this, args);
    const error = Object.assign(new Error(`EROFS: read-only file system, ${name} '${args[0]}'`), { code: 'EROFS', path: args[0] });
    const last = args[args.length - 1];
    if (typeof last === 'function') return process.nextTick(last, error);
    if (object === fs.promises) return Promise.reject(error);
    throw error;
  };
}

if (taskRoot) {
  const isNew = (file) => !fs.existsSync(file);
  const always = () => true;
  const opensToWrite = (file, flags) => flags !== undefined && typeof flags !== 'function' && flags !== 'r' && flags !== fs.constants.O_RDONLY;
  refuseWrites(fs, 'accessSync', (file, mode) => (mode & fs.constants.W_OK) !== 0);
  for (const [suffix, objects] of [['Sync', [fs]], ['', [fs, fs.promises]]]) {
    for (const object of objects) {
      refuseWrites(object, `mkdir${suffix}`, isNew);
      refuseWrites(object, `open${suffix}`, opensToWrite);
      for (const name of ['writeFile', 'appendFile']) refuseWrites(object, `${name}${suffix}`, always);
    }
  }
}
