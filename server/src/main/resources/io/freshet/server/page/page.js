// To try the hub with: subscribe, publish, watch.

import { FreshetSource } from "/freshet.js";

const HUB = "/.well-known/mercure";
const SUBSCRIPTIONS = `${HUB}/subscriptions`;
const ROWS = 200;
const OURS = ["connect", "reselected", "gap", "close"];
const STATES = { connecting: "Connecting", live: "Live", waiting: "Reconnecting", ended: "Ended" };
const REASONS = {
  shutdown: "the hub is being restarted",
  dropped: "the connection ended",
  unreachable: "the hub cannot be reached",
  silent: "nothing was heard for too long",
  unauthenticated: "the hub wants a valid token: choose “With a token”, and look at the key",
  forbidden: "the token gives no right to this",
  expired: "the token has expired",
  token: "there is no token: see below",
  replaced: "another page took this subscriber over",
  limit: "there are as many streams as there may be",
  status: "the hub did not open the stream",
  paused: "the page was away",
};
const AS = {
  anybody: "Receives what is public.",
  token: "Receives what is private, too.",
};
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 });
const part = (id) => document.getElementById(id);

/** A source whose events can all be watched, whatever their types are. */
class WatchedSource extends FreshetSource {
  onevery = () => {};

  dispatchEvent(event) {
    if (event instanceof MessageEvent && event.type !== "error") {
      this.onevery(event);
    }
    return super.dispatchEvent(event);
  }
}

// Tokens

const base64url = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const utf8 = (text) => new TextEncoder().encode(text);

/** The token that was pasted, or one with these rights that is signed with the key. */
async function token(rights) {
  const own = part("own").value.trim();
  if (own) {
    return own;
  }
  if (!globalThis.crypto?.subtle) {
    throw new Error("Browsers sign tokens on https and localhost only. Open the page there, or use a token of your own.");
  }
  const head = base64url(utf8(JSON.stringify({ alg: "HS256", typ: "JWT" })));
  const claims = base64url(utf8(JSON.stringify({ mercure: rights })));
  const secret = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", utf8(part("key").value), secret, false, ["sign"]);
  const signature = await crypto.subtle.sign("HMAC", key, utf8(`${head}.${claims}`));
  return `${head}.${claims}.${base64url(new Uint8Array(signature))}`;
}

const publisherToken = () => token({ publish: ["*"] });
const subscriberToken = () => token({ subscribe: ["*"] });

function say(output, text, wrong = false) {
  output.textContent = text;
  output.classList.toggle("wrong", wrong);
}

/** What the hub says about why it refuses something (RFC 9457). */
async function refusal(answer) {
  const text = await answer.text();
  try {
    return `Refused: ${JSON.parse(text).detail}.`;
  } catch {
    return `The hub answered with ${answer.status}.`;
  }
}

// Subscribing

let source;
let openAs;
let count = 0;

const topics = () => part("topics").value.split("\n").map((line) => line.trim()).filter(Boolean);
const chosen = () => document.querySelector('input[name="as"]:checked').value;

function open() {
  source?.close();
  openAs = chosen();
  source = new WatchedSource(HUB, {
    selectors: topics(),
    ...(openAs === "token" && { token: subscriberToken }),
  });
  const opened = source;
  opened.onevery = (event) => opened === source && came(event);
  opened.on("state", ({ data }) => opened === source && show(data));
  opened.on("connect", ({ data }) => {
    part("subscriber").textContent = data.subscriber.slice(0, 8);
    part("subscriber").title = data.subscriber;
  });
}

function show({ state, reason, status }) {
  const words = reason && (REASONS[status === 401 ? "unauthenticated" : reason] ?? reason);
  part("connection").dataset.state = state;
  part("state").textContent = STATES[state];
  if (state === "ended") {
    say(part("subscribed"), "");
  }
  part("state-detail").textContent = words;
  part("announcement").textContent = words ? `${STATES[state]}: ${words}` : STATES[state];
}

part("subscribe").addEventListener("submit", async (event) => {
  event.preventDefault();
  const wanted = topics();
  if (wanted.length === 0) {
    return;
  }
  sessionStorage.setItem("topics", wanted.join("\n"));
  try {
    if (source.state === "ended" || chosen() !== openAs) {
      open();
    }
    say(part("subscribed"), "…");
    await source.subscribe(wanted);
    say(part("subscribed"), wanted.length === 1 ? "Subscribed to one topic." : `Subscribed to ${wanted.length} topics.`);
  } catch (error) {
    // Why a source has ended is said above.
    say(part("subscribed"), source.state === "ended" ? "" : error.message, true);
  }
});

for (const choice of document.querySelectorAll('input[name="as"]')) {
  choice.addEventListener("change", () => (part("as-note").textContent = AS[chosen()]));
}

// Watching

function came({ type, data, lastEventId }) {
  part("last-id").textContent = short(lastEventId);
  part("last-id").title = lastEventId;
  const ours = OURS.includes(type);
  if (!ours) {
    part("count").textContent = ++count;
    part("nothing").hidden = true;
  }
  const row = document.createElement("li");
  row.dataset.type = type;
  row.classList.toggle("ours", ours);
  row.append(
    element("time", "", clock.format(new Date())),
    element("span", "type", type),
    element("span", "id", short(lastEventId), lastEventId),
    element("div", "data", data),
  );
  part("events").prepend(row);
  while (part("events").children.length > ROWS) {
    part("events").lastElementChild.remove();
  }
}

function element(name, style, text, title = "") {
  const made = document.createElement(name);
  made.className = style;
  made.textContent = text;
  made.title = title;
  return made;
}

/** The end of an id is what moves. */
function short(id) {
  return id.length > 14 ? `…${id.slice(-12)}` : id || "–";
}

part("clear").addEventListener("click", () => {
  part("events").replaceChildren();
  part("nothing").hidden = false;
});

// Publishing

/** What is to be published, as the hub takes it. */
function form() {
  const fields = new URLSearchParams({ topic: part("topic").value, data: part("data").value });
  if (part("type").value) {
    fields.set("type", part("type").value);
  }
  if (part("private").checked) {
    fields.set("private", "on");
  }
  return fields;
}

part("publish").addEventListener("submit", async (event) => {
  event.preventDefault();
  const output = part("published");
  try {
    const answer = await fetch(HUB, {
      method: "POST",
      headers: { Authorization: `Bearer ${await publisherToken()}` },
      body: form(),
    });
    say(output, answer.ok ? `Published as ${await answer.text()}` : await refusal(answer), !answer.ok);
  } catch (error) {
    say(output, error instanceof TypeError ? "The hub cannot be reached." : error.message, true);
  }
});

part("publish").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    part("publish").requestSubmit();
  }
});

const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

async function showCurl() {
  let bearer;
  try {
    bearer = await publisherToken();
    say(part("token-note"), "");
  } catch (error) {
    bearer = "TOKEN";
    say(part("token-note"), error.message, true);
  }
  const fields = [...form()].map(([name, text]) => ` \\\n  --data-urlencode ${quoted(`${name}=${text}`)}`);
  part("curl").textContent = `curl ${location.origin}${HUB} \\\n  -H 'Authorization: Bearer ${bearer}'${fields.join("")}`;
}

part("copy").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(part("curl").textContent);
    part("copy").textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(part("curl"));
    part("copy").textContent = "Selected";
  }
  setTimeout(() => (part("copy").textContent = "Copy"), 2000);
});

// Who else is there

async function listActive() {
  try {
    const answer = await fetch(SUBSCRIPTIONS, { headers: { Authorization: `Bearer ${await subscriberToken()}` } });
    if (!answer.ok) {
      throw new Error(await refusal(answer));
    }
    const { subscriptions } = await answer.json();
    const others = subscriptions.filter(({ topic }) => !topic.startsWith(SUBSCRIPTIONS));
    part("active-count").textContent = others.length;
    part("active-note").textContent = others.length ? "" : "Nobody has subscribed.";
    part("active").replaceChildren(...others.map(activeRow));
    part("active-table").hidden = others.length === 0;
  } catch (error) {
    part("active-count").textContent = "";
    part("active-note").textContent = error instanceof TypeError ? "The hub cannot be reached." : error.message;
    part("active-table").hidden = true;
  }
}

function activeRow({ topic, subscriber }) {
  const row = document.createElement("tr");
  row.append(element("td", "", topic), element("td", "code", short(subscriber), subscriber));
  return row;
}

let watcher;

/** The hub announces each subscription that begins or ends. */
function watchActive() {
  watcher?.close();
  watcher = new WatchedSource(`${HUB}?topic=${encodeURIComponent(`${SUBSCRIPTIONS}{/topic}{/subscriber}`)}`, {
    subscriber: false,
    goodbye: false,
    token: subscriberToken,
  });
  watcher.onevery = listActive;
  watcher.on("state", listActive);
}

for (const id of ["key", "own"]) {
  part(id).addEventListener("change", () => {
    watchActive();
    if (openAs === "token") {
      open();
    }
  });
}
for (const id of ["publish", "tokens"]) {
  part(id).addEventListener("input", showCurl);
}
part("tokens").addEventListener("submit", (event) => event.preventDefault());

part("topics").value = sessionStorage.getItem("topics") ?? "https://example.com/books/{id}";
part("topic").value = "https://example.com/books/1";
part("data").value = '{"status": "out of stock"}';
part("as-note").textContent = AS[chosen()];
open();
watchActive();
showCurl();
