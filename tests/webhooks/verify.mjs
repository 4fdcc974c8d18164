// Reads deliveries, one JSON object a line: {secret, headers, body, good}. Fails unless the package
// standardwebhooks takes exactly those that are good.
import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";

let checked = 0;
for (const line of readFileSync(0, "utf8").trim().split("\n")) {
  const { secret, headers, body, good } = JSON.parse(line);
  let taken = true;
  try {
    const payload = new Webhook(secret).verify(body, headers);
    if (payload.id !== headers["webhook-id"]) throw new Error("another id");
  } catch {
    taken = false;
  }
  if (taken !== good) {
    console.error(`${headers["webhook-id"]} should ${good ? "" : "not "}be taken`);
    process.exit(1);
  }
  ++checked;
}
console.log(`${checked} deliveries checked`);
