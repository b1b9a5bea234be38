// The dashboard of one store: puts the parts together.

import { csrfToken } from "./api.js";
import { Cards } from "./cards.js";
import { CardChoice } from "./choice.js";
import { ConnectionPanel } from "./connection.js";
import { StoreStream } from "./stream.js";
import { claimTab } from "./tab.js";
import { Till } from "./till.js";
import { showOnWire } from "./wire.js";

const store = document.body.dataset.store;
const boxes = document.querySelectorAll("#choice input");
const saved = document.getElementById("saved");
const again = document.getElementById("again");

const cards = new Cards();
const till = new Till(store);
let tab = await claimTab();
const panel = new ConnectionPanel(tab);
let { choice, stream } = follow();

function follow() {
  const choice = new CardChoice(store, tab.id, {
    changed: show,
    takenOver: () => catchUp(stream),
    saved: ({ revision }) => (saved.textContent = `Saved as revision ${revision}`),
    failed: (error) => (saved.textContent = `Not saved yet: ${error.message}`),
  });
  const stream = new StoreStream(store, tab.id, choice, {
    state: (name, detail) => panel.state(name, detail),
    reconnected: () => panel.reconnected(),
    card: (code, data) => cards.card(code, data),
    values: (view, anew) => {
      cards.values(view, anew);
      till.lunch(view.lunch);
    },
    wire: (event) => {
      panel.event();
      showOnWire(event);
    },
  });
  show(choice);
  stream.open();
  return { choice, stream };
}

function show(choice) {
  boxes.forEach((box) => (box.checked = choice.has(box.value)));
  cards.choose(choice);
}

/** A card that is new here starts with what it shows now; events bring what comes after. */
function catchUp(stream) {
  stream.refresh().catch(() => {});
}

boxes.forEach((box) =>
  box.addEventListener("change", async () => {
    saved.textContent = "Saving …";
    await choice.set(box.value, box.checked);
    if (box.checked) {
      catchUp(stream);
    }
  }),
);

again.addEventListener("click", () => location.reload());

document.getElementById("sign-out").addEventListener("submit", (event) => {
  event.target.elements._csrf.value = csrfToken();
});

addEventListener("pagehide", () => {
  stream.leave();
  tab.release();
});

// Back from the browser's back/forward cache: the page is as it was, its stream is not.
addEventListener("pageshow", async (event) => {
  if (event.persisted) {
    tab = await claimTab();
    panel.tab(tab);
    ({ choice, stream } = follow());
  }
});
