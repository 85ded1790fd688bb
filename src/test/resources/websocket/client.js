// A client: tries one thing after the other at the URL it is given, and says what came of each.
import { WebSocket } from 'ws';
import { counted, hash, sendAll } from './common.js';

const url = process.argv[2];
const opened = (path, protocols = [], options = {}) =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(url + path, protocols, options);
    // Kept from the first moment: a server may speak before this end has looked.
    const heard = [];
    const waiting = [];
    socket.on('message', (data) => (waiting.length ? waiting.shift()(data) : heard.push(data)));
    socket.next = () =>
      heard.length ? Promise.resolve(heard.shift()) : new Promise((r) => waiting.push(r));
    socket.closed = new Promise((r) =>
      socket.on('close', (code, reason) => r([code, reason.toString()])));
    socket.once('open', () => resolve(socket));
    socket.once('error', reject);
  });
const said = (what) => console.log(JSON.stringify(what));

async function fragments(perMessageDeflate) {
  const socket = await opened('/hash', [], { perMessageDeflate });
  const pieces = Array.from({ length: 64 }, (_, n) => Buffer.alloc(1 + n * 501, n));
  pieces.forEach((piece, n) => {
    socket.send(piece, { fin: n === pieces.length - 1, binary: true });
    // Control frames go between the fragments of a message.
    if (n === 20 || n === 40) socket.ping(`between ${n}`);
  });
  const answer = JSON.parse(await socket.next());
  said({
    fragments: perMessageDeflate ? 'deflated' : 'plain',
    extension: socket.extensions,
    whole: answer.hash === hash(Buffer.concat(pieces)) && answer.isBinary,
    bytes: answer.bytes,
  });
  const big = 'ä'.repeat(3 * 1024 * 1024);
  socket.send(big);
  said({ big: JSON.parse(await socket.next()).hash === hash(Buffer.from(big)) });
  socket.close(1000);
  await socket.closed;
}

async function pings() {
  const socket = await opened('/ping');
  said({ server: (await socket.next()).toString() });
  const pong = new Promise((r) => socket.once('pong', (data) => r(data.toString())));
  socket.ping('from the client');
  said({ client: await pong });
  socket.close(4001, 'the client leaves');
  said({ closed: await socket.closed });
}

async function both() {
  const socket = await new Promise((resolve) => {
    const s = new WebSocket(url + '/both');
    s.all = counted(s, 'server');
    s.once('open', () => resolve(s));
  });
  sendAll(socket, 'client');
  const came = await socket.all;
  said({ both: came });
  socket.close(1000);
}

async function leaves() {
  said({ left: await (await opened('/leaves')).closed });
}

async function gone() {
  const socket = await opened('/gone');
  socket.terminate();
  said({ gone: (await socket.closed)[0] });
}

async function headers() {
  const socket = await opened('/headers?a=b', ['chat.v1', 'chat.v2'], { origin: 'https://app.test' });
  const headers = JSON.parse(await socket.next());
  said({ protocol: socket.protocol, origin: headers.origin, proto: headers['x-forwarded-proto'] });
  socket.close(1000);
}

async function notFound() {
  const status = await new Promise((r) =>
    new WebSocket(url + '/nobody')
      .on('unexpected-response', (_, response) => r(response.statusCode))
      .on('error', () => {}));
  said({ nobody: status });
}

await fragments(false);
await fragments(true);
await pings();
await both();
await leaves();
await gone();
await headers();
await notFound();
said('done');
process.exit(0);
