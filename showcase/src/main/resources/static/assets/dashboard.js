// The dashboard of one store: the values as they are, then what the stream brings, for the cards that this tab has chosen.

import { Cards } from "./cards.js";
import { follow, openStream, read, say } from "./page.js";
import { Till } from "./till.js";

const ALL = ["SLS_01_01", "SLS_02_01", "MNU_02_01", "MNU_01_01"];
const { store } = document.body.dataset;
const path = `/stores/${store}`;
const boxes = document.querySelectorAll("#choice input");
const saved = document.getElementById("saved");
const cards = new Cards();
const till = new Till(store);

/** Shows all values; `anew`: whatever was known before is void. */
async function readValues(anew) {
  const view = await read(path);
  cards.values(view, anew);
  till.lunch(view.lunch);
  return view.id;
}

function show(codes) {
  boxes.forEach((box) => (box.checked = codes.includes(box.value)));
  cards.choose(codes);
}

/** Agrees with the server on what is chosen. A card that is new there starts with what it shows now; events bring what comes after. */
async function agree(codes) {
  show(codes);
  say(saved, "Saving …");
  try {
    await source.subscribe(codes);
    await readValues(false);
    say(saved, `Saved as revision ${source.selection.revision}`);
  } catch (error) {
    show(source.selection.selectors);
    say(saved, source.state === "ended" ? "Not saved: the connection has ended" : error.message, true);
  }
}

const source = openStream(`${path}/events`, ALL, {
  subscriptionUrl: `${path}/cards`,
  lastEventId: await readValues(true),
});
follow(source, Object.fromEntries(ALL.map((code) => [code, ({ data }) => cards.card(code, data)])), () => readValues(true));
boxes.forEach((box) =>
  box.addEventListener("change", () => agree(ALL.filter((code) => [...boxes].some((it) => it.checked && it.value === code)))),
);

if (source.selection.revision === 0) {
  agree(ALL);
} else {
  show(source.selection.selectors);
}
