// One call by one client, its code unchanged: node ask.js CLIENT TEXT ATTRIBUTE…; prints what the client returned.
const [client, text, ...attributes] = process.argv.slice(2);

async function ask() {
  if (client === "perspective-api-client") {
    const Perspective = require("perspective-api-client");
    return new Perspective({ apiKey: "a-key" }).analyze(text, { attributes });
  }
  const { Client } = require("@conversationai/perspectiveapi-js-client");
  return new Client("a-key").getScores(text, { attributes });
}

ask().then(
  (answer) => console.log(JSON.stringify({ answer })),
  (error) => console.log(JSON.stringify({ error: error.message })),
);
