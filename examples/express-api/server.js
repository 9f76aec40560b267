'use strict';
// An express server that is started the usual way. Nothing in it knows of Lambda.
const express = require('express');

const app = express();
app.use(express.json({ limit: '1mb' }));
app.use(express.raw({ type: 'application/octet-stream', limit: '5mb' }));

app.get('/health', (request, response) => response.json({ status: 'ok' }));

app.get('/', (request, response) => response.json({ hello: 'express', from: request.ip }));

// JSON in, JSON out.
app.post('/messages', (request, response) => {
  const { text } = request.body;
  if (typeof text !== 'string') return response.status(400).json({ error: 'text is missing' });
  response.status(201).json({ text, length: text.length });
});

// Bytes in, bytes out.
app.post('/reverse', (request, response) => {
  response.type('application/octet-stream').send(Buffer.from(request.body).reverse());
});

// Two cookies in one answer.
app.get('/cookies', (request, response) => {
  response.cookie('session', 'abc', { httpOnly: true });
  response.cookie('theme', 'dark');
  response.json({ received: request.headers.cookie || null });
});

app.use((request, response) => response.status(404).json({ error: `nothing at ${request.path}` }));

const port = process.env.PORT || 3000;
const server = app.listen(port, () => console.log(`listening on port ${server.address().port}`));
