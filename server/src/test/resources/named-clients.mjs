// Tabs with the browser client and a name, in one process. Its arguments: the client's module, the URL of the hub, a token, how many
// tabs. Every other one changes what it selects while events come, and always selects 'b'. It prints what they receive.
const [module, url, bearer, count] = process.argv.slice(2);
const { FreshetSource } = await import(module);

const CHANGE_EVERY = 7;

for (let number = 0; number < Number(count); number++) {
  const changes = number % 2 === 1;
  const source = new FreshetSource(`${url}?topic=a`, {
    subscriber: `tab-${number}`,
    token: () => bearer,
    selectors: changes ? ["b"] : undefined,
    reconnect: { base: 50, max: 400 },
  });
  source.on("connect", () => console.log(`${number} connect`));
  source.on("reselected", ({ data }) => console.log(`${number} reselected ${data.revision}`));
  source.on("gap", ({ data }) => console.log(`${number} gap ${data.reason}`));
  source.onmessage = ({ data }) => {
    console.log(`${number} event ${data}`);
    if (changes && Number(data) % CHANGE_EVERY === 0) {
      source.subscribe(["b", `other-${data}`]);
    }
  };
}
