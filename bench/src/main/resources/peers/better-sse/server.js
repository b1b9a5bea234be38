// better-sse as its documentation shows it: a channel for each topic, which broadcasts to its sessions.
// Usage: node server.js PORT HEARTBEAT_SECONDS
import { createServer } from "node:http";
import { createChannel, createSession } from "better-sse";

const [port, heartbeat] = process.argv.slice(2).map(Number);
const channels = new Map();
const endings = new Map();

function channel(topic) {
  let found = channels.get(topic);
  if (!found) {
    found = createChannel();
    channels.set(topic, found);
  }
  return found;
}

async function subscribe(request, response, query) {
  // What is published is a text already, and would only be put in quotation marks by the serializer that is the default.
  const session = await createSession(request, response, {
    keepAlive: heartbeat > 0 ? heartbeat * 1000 : null,
    serializer: String,
  });
  const name = query.get("subscriber");
  if (name) {
    session.once("disconnected", () => endings.set(name, process.hrtime.bigint()));
  }
  channel(query.get("topic")).register(session);
}

function publish(request, response, query) {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    channel(query.get("topic")).broadcast(Buffer.concat(parts).toString());
    response.writeHead(204).end();
  });
}

function ended(response) {
  response.end([...endings].map(([name, moment]) => `${name} ${moment}\n`).join(""));
}

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, "http://bench");
  if (pathname === "/events") {
    void subscribe(request, response, searchParams);
  } else if (pathname === "/publish") {
    publish(request, response, searchParams);
  } else {
    ended(response);
  }
});
// A publisher keeps its connection for the whole run.
server.keepAliveTimeout = 0;
server.listen({ port, host: "127.0.0.1", backlog: 4096 });
