// Brings a list on the page into order.

/**
 * Makes the children of a list those of these things, in their order. What is there already stays the element that it is and is
 * moved only if it must be: nothing is read out twice, and nobody loses what they are typing.
 *
 * @param make makes the element of a thing; `data-id` has its id
 */
export function arrange(list, things, make) {
  const there = new Map([...list.children].map((element) => [element.dataset.id, element]));
  const wanted = things.map((thing) => there.get(String(thing.id)) ?? make(thing));
  for (const element of there.values()) {
    if (!wanted.includes(element)) {
      element.remove();
    }
  }
  wanted.forEach((element, i) => {
    if (list.children[i] !== element) {
      list.insertBefore(element, list.children[i] ?? null);
    }
  });
}
