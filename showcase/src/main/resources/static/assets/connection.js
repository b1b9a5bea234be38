// The state of the connection, always in sight.

const NAMES = { connecting: "Connecting", live: "Live", reconnecting: "Reconnecting", gap: "Catching up", ended: "Ended" };

const DETAILS = {
  "signed-out": "sign in again to go on",
  "right-ended": "you signed out",
  replaced: "another page took this subscriber over",
  shutdown: "the server restarts",
  epoch: "the server's log began anew: values read again",
  trimmed: "away for too long: values read again",
  unreadable: "values read again",
  forgotten: "away for too long: values read again",
  overflow: "events were left out: values read again",
  timeout: "the connection had its time",
};

const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });

export class ConnectionPanel {
  #since = Date.now();
  #lastEvent = 0;
  #reconnects = 0;
  #panel = document.getElementById("connection");

  constructor({ id, refreshes }) {
    this.tab({ id, refreshes });
    setInterval(() => this.#tick(), 1000);
    this.#tick();
  }

  tab({ id, refreshes }) {
    const subscriber = document.getElementById("subscriber");
    subscriber.textContent = id.slice(0, 6);
    subscriber.title = id;
    this.#panel.dataset.subscriber = id;
    document.getElementById("refreshes").textContent = refreshes;
  }

  state(name, detail) {
    if (this.#panel.dataset.state !== name) {
      this.#since = Date.now();
    }
    this.#panel.dataset.state = name;
    const words = DETAILS[detail] ?? detail;
    document.getElementById("state").textContent = NAMES[name];
    document.getElementById("state-detail").textContent = words;
    document.getElementById("announcement").textContent = `${NAMES[name]}${words ? `: ${words}` : ""}`;
    document.getElementById("again").hidden = name !== "ended";
    this.#tick();
  }

  event() {
    this.#lastEvent = Date.now();
    this.#tick();
  }

  reconnected() {
    document.getElementById("reconnects").textContent = ++this.#reconnects;
  }

  #tick() {
    document.getElementById("since").textContent = `${clock.format(this.#since)} (${ago(this.#since)})`;
    document.getElementById("last-event").textContent = this.#lastEvent
      ? `${clock.format(this.#lastEvent)} (${ago(this.#lastEvent)} ago)`
      : "none yet";
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
