// What both ends know of the messages that they exchange.
import { createHash } from 'node:crypto';

export const COUNT = 10000;

/// The n-th message of one end: of another size each time, text or bytes.
export function message(end, n) {
  const body = `${end} ${n} ` + 'x'.repeat((n * 37) % 3000);
  return n % 3 === 0 ? Buffer.from(body) : body;
}

/// Hears messages until all of the other end have come, in their order.
export function counted(socket, end) {
  return new Promise((resolve, reject) => {
    let next = 0;
    socket.on('message', (data, isBinary) => {
      const wanted = message(end, next);
      if (isBinary !== Buffer.isBuffer(wanted) || !data.equals(Buffer.from(wanted))) {
        reject(new Error(`message ${next} of ${end} came as ${data.subarray(0, 40)}`));
      }
      next++;
      if (next === COUNT) resolve(next);
    });
    socket.once('close', () => reject(new Error(`closed after ${next} messages of ${end}`)));
  });
}

export function sendAll(socket, end) {
  for (let n = 0; n < COUNT; n++) socket.send(message(end, n));
}

export function hash(data) {
  return createHash('sha256').update(data).digest('hex');
}
