'use strict';
// Plays Lambda's runtime for a test: loads a task root's handler and answers the parent's events over IPC.
const path = require('path');
const { pathToFileURL } = require('url');

const [, , taskRoot, handlerName = 'semantest-bridge.handler'] = process.argv;
const [file, name] = handlerName.split('.');
let loadError;
let handler;
const plain = (error) => ({ message: error.message, code: error.code, stack: error.stack });

process.on('message', async ({ id, event, remaining }) => {
  await loaded;
  if (loadError) return process.send({ id, error: plain(loadError) });
  const end = Date.now() + remaining;
  const context = {
    awsRequestId: String(id),
    functionName: 'test',
    getRemainingTimeInMillis: () => end - Date.now(),
  };
  const began = process.hrtime.bigint();
  try {
    const result = await handler(event, context);
    process.send({ id, result, milliseconds: Number(process.hrtime.bigint() - began) / 1e6 });
  } catch (error) {
    process.send({ id, error: plain(error) });
  }
});
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

// After the channel is open, as Lambda's own is when it loads a handler. The .cjs does not wait for the server's start, as when
// Lambda's time for the initialisation has run out.
const extension = process.env.LAMBDA_HOST_EXTENSION || 'mjs';
const loaded = import(pathToFileURL(path.join(taskRoot, `${file}.${extension}`)).href).then(
  (module) => (handler = module[name]),
  (error) => (loadError = error));
