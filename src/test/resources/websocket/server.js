// A target: what it does depends on the path. It tells on standard output what it has seen.
import { WebSocketServer } from 'ws';
import { createServer } from 'node:http';
import { counted, hash, sendAll } from './common.js';

const http = createServer((_, response) => response.end('healthy'));
const server = new WebSocketServer({
  server: http,
  perMessageDeflate: true,
  handleProtocols: (offered) => (offered.has('chat.v2') ? 'chat.v2' : false),
});

const saw = (what) => console.log(JSON.stringify(what));

server.on('connection', (socket, request) => {
  const path = request.url.split('?')[0];
  socket.on('error', (e) => saw({ path, error: e.message }));
  socket.on('close', (code, reason) => saw({ path, closed: code, reason: reason.toString() }));
  switch (path) {
    case '/hash':
      socket.on('ping', (data) => saw({ path, ping: data.toString() }));
      socket.on('message', (data, isBinary) =>
        socket.send(JSON.stringify({ bytes: data.length, isBinary, hash: hash(data) })));
      break;
    case '/ping':
      socket.on('pong', (data) => socket.send(`pong ${data}`));
      socket.ping('from the server');
      break;
    case '/both':
      counted(socket, 'client').then(
        (count) => { saw({ path, count }); socket.send('all here'); },
        (e) => saw({ path, error: e.message }));
      sendAll(socket, 'server');
      break;
    case '/leaves':
      socket.close(4002, 'the server leaves');
      break;
    case '/headers':
      socket.send(JSON.stringify(request.headers));
      break;
  }
});

http.listen(Number(process.env.PORT), '127.0.0.1', () => saw('ready'));
