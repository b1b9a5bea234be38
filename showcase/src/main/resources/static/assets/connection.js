// The state of the connection, always in sight.

const NAMES = {
  connecting: "Connecting",
  live: "Live",
  waiting: "Reconnecting",
  refused: "Refused",
  gap: "Catching up",
  ended: "Ended",
};

/** Between two connections. */
const AGAIN = ["waiting", "refused"];

/** What the reasons of the server and of the client mean to somebody who looks at the page. */
const REASONS = {
  SHARE_LINK_ACCESS_LIMIT_EXCEEDED: "five of your tabs are open already",
  "right-ended": "you are signed out",
  replaced: "another page took this subscriber over",
  shutdown: "the server restarts",
  timeout: "the connection had its time",
  goodbye: "the page said goodbye",
  dropped: "the connection ended",
  unreachable: "the server cannot be reached",
  silent: "nothing was heard for too long",
  status: "the server did not open the stream",
  "content-type": "the answer was no event stream",
  paused: "the page was away",
  unauthorized: "sign in again to go on",
  joined: "reading what the other tabs know",
  epoch: "the server's log began anew: all is read again",
  trimmed: "away for too long: all is read again",
  unreadable: "all is read again",
  forgotten: "away for too long: all is read again",
  offline: "the browser is offline",
};

/** Nobody is signed in any more: loading the page again leads to the login, and from there back here. */
const SIGNED_OUT = ["right-ended", "unauthorized"];

const KEY = "freshet.refreshes";
const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
const part = (id) => document.getElementById(id);

/** Shows what a FreshetSource says of itself. */
export class ConnectionPanel {
  #panel = part("connection");
  #since = Date.now();
  #lastEvent = 0;
  #connects = 0;
  #retryAt = 0;
  #trying = false;

  constructor() {
    part("again").addEventListener("click", () => location.reload());
    setInterval(() => this.#tick(), 250);
    this.#tick();
  }

  /** Follows a source; `types` are the events that count as its own. */
  follow(source, types) {
    source.on("state", ({ data }) => this.#state(data));
    source.on("connect", ({ data }) => this.#connected(data));
    for (const type of ["connect", ...types]) {
      source.on(type, () => this.#event());
    }
  }

  /** Says that events were missed for good, until what they would have said is read. */
  async catchingUp(reason, reading) {
    this.#show("gap", reason);
    await reading;
    if (this.#panel.dataset.state === "gap") {
      this.#show("live", "");
    }
  }

  /** Says that the page itself cannot go on. */
  broken(reason) {
    this.#show("ended", reason);
  }

  #state({ state, reason, retryAt, status }) {
    this.#retryAt = retryAt ?? 0;
    this.#trying = state === "connecting";
    // An attempt among others changes nothing that would have to be told.
    if (this.#trying && AGAIN.includes(this.#panel.dataset.state)) {
      this.#tick();
      return;
    }
    this.#show(state === "waiting" && status < 500 ? "refused" : state, meaning(reason, status));
  }

  #show(name, reason) {
    if (this.#panel.dataset.state !== name) {
      this.#since = Date.now();
    }
    this.#panel.dataset.state = name;
    this.#panel.dataset.reason = reason;
    const words = REASONS[reason] ?? reason;
    write("state", NAMES[name]);
    write("state-detail", words);
    write("announcement", `${NAMES[name]}${words ? `: ${words}` : ""}`);
    part("again").hidden = name !== "ended";
    part("again").textContent = SIGNED_OUT.includes(reason) ? "Sign in again" : "Connect again";
    this.#tick();
  }

  #connected({ subscriber }) {
    part("subscriber").textContent = subscriber.slice(0, 6);
    part("subscriber").title = subscriber;
    this.#panel.dataset.subscriber = subscriber;
    part("refreshes").textContent = refreshes(subscriber);
    part("reconnects").textContent = this.#connects++;
  }

  #event() {
    this.#lastEvent = Date.now();
    this.#tick();
  }

  #tick() {
    write("since", `${clock.format(this.#since)} (${ago(this.#since)})`);
    write(
      "last-event",
      this.#lastEvent ? `${clock.format(this.#lastEvent)} (${ago(this.#lastEvent)} ago)` : "none yet",
    );
    const left = Math.ceil((this.#retryAt - Date.now()) / 1000);
    const again = AGAIN.includes(this.#panel.dataset.state);
    write("countdown", again && this.#trying ? "trying now" : again && left > 0 ? `next try in ${left} s` : "");
  }
}

/** A status alone: 401 asks for a login, and a proxy's 502 is its word for a server that is not there. */
function meaning(reason, status) {
  if (status === 401) {
    return "unauthorized";
  }
  return reason === "status" && status >= 500 ? "unreachable" : reason;
}

let counted = null;

/** How often this tab was reloaded; a duplicated tab, whose storage is a copy, counts anew. */
function refreshes(subscriber) {
  const known = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  if (counted !== subscriber) {
    counted = subscriber;
    const again = performance.getEntriesByType("navigation")[0]?.type === "reload" ? 1 : 0;
    const count = known?.subscriber === subscriber ? known.count + again : 0;
    sessionStorage.setItem(KEY, JSON.stringify({ subscriber, count }));
    return count;
  }
  return known.count;
}

/** Touches the page only where something changes. */
function write(id, text) {
  if (part(id).textContent !== text) {
    part(id).textContent = text;
  }
}

function ago(moment) {
  const seconds = Math.max(0, Math.round((Date.now() - moment) / 1000));
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
