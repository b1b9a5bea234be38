// The board: posts and comments, and the bell that rings in each tab of whoever is commented on.

import { request } from "./api.js";
import { Notifications } from "./notifications.js";
import { follow, openStream, read, say } from "./page.js";
import { Posts } from "./posts.js";

const { user } = document.body.dataset;
const notifications = new Notifications(user);
const posts = new Posts(user, (id, title) => notifications.name(id, title));

async function readNotifications() {
  const view = await read("/notifications");
  notifications.all(view.notifications);
  return view.id;
}

document.getElementById("write").addEventListener("submit", async (event) => {
  event.preventDefault();
  const written = document.getElementById("written");
  const { title } = event.target.elements;
  try {
    await request("POST", "/posts", { title: title.value });
    title.value = "";
    say(written, "");
    await posts.look();
  } catch (error) {
    say(written, error.message, true);
  }
});

document.getElementById("look").addEventListener("click", () => posts.look());
addEventListener("focus", () => posts.look());

async function openNamed() {
  const id = /^#post-(\d+)$/.exec(location.hash)?.[1];
  try {
    await (id && posts.open(id));
  } catch (error) {
    say(document.getElementById("written"), error.message, true);
  }
}
addEventListener("hashchange", openNamed);

const source = openStream("/notifications/events", ["notification"], {
  lastEventId: await readNotifications(),
  // Named by the user: tabs that are open still from before somebody else signed in are none of theirs.
  shared: { name: `notifications of ${user}` },
});
const told = ({ data }) => {
  if (notifications.add(data)) {
    posts.commented(data.postId);
  }
};
follow(source, { notification: told }, async () => {
  await readNotifications();
  posts.lookInside();
});

await posts.look();
openNamed();
