// The lobby of a channel: its rooms as they are, and every step they make. The stream itself begins with the whole list.

import { request } from "./api.js";
import { openStream, read, say } from "./page.js";
import { Rooms } from "./rooms.js";

const { channel, user } = document.body.dataset;
const path = `/channels/${encodeURIComponent(channel)}`;
const opened = document.getElementById("opened");
const rooms = new Rooms(user);

const ACTS = {
  join: (id) => request("POST", `${path}/rooms/${id}/players`),
  leave: (id) => request("DELETE", `${path}/rooms/${id}/players`),
  start: (id) => request("POST", `${path}/rooms/${id}/start`),
};

document.getElementById("rooms").addEventListener("click", async (event) => {
  const act = event.target.closest("button")?.dataset.act;
  if (act) {
    try {
      await ACTS[act](event.target.closest(".room").dataset.id);
      say(opened, "");
    } catch (error) {
      say(opened, error.message, true);
    }
  }
});

document.getElementById("open").addEventListener("submit", async (event) => {
  event.preventDefault();
  const { name, seats } = event.target.elements;
  try {
    const { id } = await request("POST", `${path}/rooms`, { name: name.value, seats: Number(seats.value) });
    await ACTS.join(id);
    say(opened, `${name.value} is open`);
    name.value = "";
  } catch (error) {
    say(opened, error.message, true);
  }
});

const source = openStream(`${path}/events`, ["rooms", "room-opened", "room-changed", "room-closed"]);
source.on("rooms", ({ data }) => rooms.all(data));
source.on("room-opened", ({ data }) => rooms.put(data));
source.on("room-changed", ({ data }) => rooms.put(data));
source.on("room-closed", ({ data }) => rooms.close(data));

for (const name of await read("/channels")) {
  const pill = document.createElement("a");
  pill.className = "pill";
  pill.href = `/lobby?channel=${encodeURIComponent(name)}`;
  pill.textContent = name;
  if (name === channel) {
    pill.setAttribute("aria-current", "page");
  }
  document.getElementById("channels").append(pill);
}
