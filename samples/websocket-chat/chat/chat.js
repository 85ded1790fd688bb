// A chat room: what one says, all hear. GET / says how many are in it.
const http = require('http');
const { WebSocketServer } = require('ws');

const server = http.createServer((_, response) => {
  response.setHeader('Content-Type', 'text/plain');
  response.end(`${room.clients.size} in the room\n`);
});
const room = new WebSocketServer({ server, path: '/chat' });

room.on('connection', (client, request) => {
  const name = new URL(request.url, 'http://chat').searchParams.get('name') || 'somebody';
  const tell = (text) => room.clients.forEach((other) => other.send(text));
  tell(`${name} came`);
  client.on('message', (text) => tell(`${name}: ${text}`));
  client.on('close', () => tell(`${name} went`));
});

// Clients are sent away before the task ends: 1001, going away.
process.on('SIGTERM', () => {
  room.clients.forEach((client) => client.close(1001));
  server.close(() => process.exit(0));
});
server.listen(8080, () => console.log('the room is open'));
