// A share link: reactions fly in, in every tab that has it open.

import { request } from "./api.js";
import { follow, openStream, read, say } from "./page.js";
import { Reactions } from "./reactions.js";

const link = document.body.dataset.link;
const path = `/share-links/${encodeURIComponent(link)}`;
const sent = document.getElementById("sent");
const refusal = document.getElementById("refusal");
const reactions = new Reactions();

async function readAll() {
  const view = await read(path);
  reactions.all(view.reactions);
  return view.id;
}

async function react(emoji) {
  try {
    await request("POST", `${path}/reactions`, { emoji });
    say(sent, `${emoji} sent`);
  } catch (error) {
    say(sent, error.message, true);
  }
}

document.getElementById("emojis").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) {
    react(button.textContent);
  }
});

document.getElementById("send").addEventListener("submit", (event) => {
  event.preventDefault();
  react(event.target.elements.emoji.value.trim());
  event.target.reset();
});

const source = openStream(`${path}/events`, ["reaction"], { lastEventId: await readAll() });
follow(source, { reaction: ({ data }) => reactions.add(data) }, readAll);
source.on("state", ({ data: { state, reason } }) => {
  if (state === "waiting" && reason === "SHARE_LINK_ACCESS_LIMIT_EXCEEDED") {
    const code = document.createElement("span");
    code.className = "code";
    code.textContent = reason;
    refusal.replaceChildren("Close one of your other tabs: this one gets in by itself.", code);
    refusal.hidden = false;
  } else if (state === "live" || state === "ended") {
    refusal.hidden = true;
  }
});
