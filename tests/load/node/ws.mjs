// A room on Node's `ws`: whatever Redis says on the channel "load" goes to every socket, as the documentation of `ws` shows it.
import { createConnection } from "node:net";
import { WebSocketServer, WebSocket } from "ws";

const port = Number(process.argv[2]);
const redis = new URL(process.env.REDIS_URL);
const server = new WebSocketServer({ host: "127.0.0.1", port, perMessageDeflate: false });

function broadcast(text) {
  for (const client of server.clients) {
    if (client.readyState === WebSocket.OPEN) client.send(text, { binary: false });
  }
}

// The answers of SUBSCRIBE and its messages are arrays of three; only what is needed of Redis' protocol.
function* messages(pending) {
  for (;;) {
    const parts = [];
    let at = pending.bytes.indexOf("\r\n") + 2;
    if (at < 2) return;
    while (parts.length < 3) {
      const end = pending.bytes.indexOf("\r\n", at);
      if (end < 0) return;
      const size = Number(pending.bytes.toString("latin1", at + 1, end));
      if (pending.bytes[at] === 0x3a) {
        parts.push(size);
        at = end + 2;
      } else {
        if (pending.bytes.length < end + size + 4) return;
        parts.push(pending.bytes.subarray(end + 2, end + 2 + size));
        at = end + size + 4;
      }
    }
    pending.bytes = pending.bytes.subarray(at);
    if (parts[0].toString() === "message") yield parts[2];
  }
}

const pending = { bytes: Buffer.alloc(0) };
const subscription = createConnection({ host: redis.hostname, port: Number(redis.port) }, () => {
  subscription.write("SUBSCRIBE load\r\n");
  console.log("ready");
});
subscription.on("data", (chunk) => {
  pending.bytes = Buffer.concat([pending.bytes, chunk]);
  for (const text of messages(pending)) broadcast(text);
});
