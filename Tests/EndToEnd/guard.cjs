// Preloaded into every Node process of the emulator: refuses modules of Debian's own module folders, which a Lambda
// does not have. Without it a package that lacks node_modules would work here and fail on AWS.
'use strict'
const Module = require('module')
const resolve = Module._resolveFilename
Module._resolveFilename = function (request, ...rest) {
  const file = resolve.call(this, request, ...rest)
  if (/^\/usr\/(share|lib(\/[^/]+)?)\/nodejs\//.test(file)) {
    const error = new Error(`Cannot find module '${request}' (the guard hides ${file})`)
    error.code = 'MODULE_NOT_FOUND'
    throw error
  }
  return file
}
