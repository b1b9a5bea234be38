// The newest events as they came over the wire, for those who want to look.

const ROWS = 200;
const OURS = ["connect", "reselected", "gap", "close"];
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 });

const rows = document.getElementById("wire-rows");

/** Shows Freshet's own events, and those of these types. */
export function showWire(source, types) {
  for (const type of [...OURS, ...types]) {
    source.addEventListener(type, show);
  }
}

function show(event) {
  const row = document.createElement("tr");
  row.dataset.type = event.type;
  row.classList.toggle("ours", OURS.includes(event.type));
  for (const text of [clock.format(new Date()), event.type, event.lastEventId, event.data]) {
    const cell = document.createElement("td");
    cell.textContent = text;
    row.append(cell);
  }
  rows.prepend(row);
  while (rows.children.length > ROWS) {
    rows.lastElementChild.remove();
  }
}
