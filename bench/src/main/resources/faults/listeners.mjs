// Subscribers with the browser client, in one process. Its arguments: the client's module, the URL of the stream, the first
// subscriber's number, and a token for each. It prints what they receive, as Audience.hear reads it.
const [module, url, first, ...tokens] = process.argv.slice(2);
const { FreshetSource } = await import(module);

const FLUSH_MILLIS = 20;
let lines = [];

function tell(number, what, id, rest = "") {
  lines.push(`${process.hrtime.bigint()} ${number} ${what} ${id}${rest}\n`);
}

for (const [index, token] of tokens.entries()) {
  const number = Number(first) + index;
  const source = new FreshetSource(url, { subscriber: `real-${number}`, token: () => token });
  source.on("state", ({ data }) => data.state === "connecting" && tell(number, "attempt", source.lastEventId || "-"));
  source.on("connect", ({ id }) => tell(number, "connect", id));
  source.on("gap", ({ id }) => tell(number, "gap", id));
  source.onmessage = ({ data, lastEventId }) => tell(number, "event", lastEventId, ` ${data}`);
}

setInterval(() => {
  if (lines.length > 0) {
    process.stdout.write(lines.join(""));
    lines = [];
  }
}, FLUSH_MILLIS);
process.stdout.on("error", () => process.exit(0));
