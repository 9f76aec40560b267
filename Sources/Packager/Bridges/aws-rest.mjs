// What Lambda loads as `semantest-bridge.handler`: a module, so that the server starts while Lambda initialises, with its full processor.
import { createRequire } from 'node:module';

const bridge = createRequire(import.meta.url)('./semantest-bridge.cjs');

// Lambda gives the initialisation ten seconds; a slower server goes on starting during the first invocation.
await bridge.settled(9000);

export const { handler } = bridge;
