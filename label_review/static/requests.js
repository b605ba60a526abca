// Requests to the server; decisions that do not reach it are kept in this browser and sent again.
const KEPT = "label-review: decisions to send again";
let formToken = "";

export class Refused extends Error {
  constructor(status, told) {
    super(told.error || `The server answered ${status}.`);
    this.status = status;
    this.told = told;
  }
}

export function rememberToken(token) {
  formToken = token;
}

export async function ask(path, body) {
  const options = body === undefined ? {} : {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Form-Token": formToken },
    body: JSON.stringify(body),
  };
  const answer = await fetch(path, options);
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(answer.status, told);
  return told;
}

// A key for each decision: sent again, it is written once.
export function newKey() {
  return crypto.randomUUID();
}

export function keptRequests() {
  return JSON.parse(localStorage.getItem(KEPT) || "[]");
}

function keep(requests) {
  localStorage.setItem(KEPT, JSON.stringify(requests));
}

const isLost = (error) => !(error instanceof Refused) || error.status >= 500;

// Returns the answer, or null when the request is kept for later. Throws Refused when the server refuses it.
export async function send(path, body, person) {
  try {
    return await ask(path, body);
  } catch (error) {
    if (!isLost(error)) throw error;
    keep([...keptRequests(), { path, body, person }]);
    return null;
  }
}

// Sends what was kept for this person, the oldest first; returns what the server refused. Others' stay kept.
export async function sendKept(person) {
  const refused = [];
  for (const request of keptRequests().filter((it) => it.person === person)) {
    try {
      await ask(request.path, request.body);
    } catch (error) {
      if (isLost(error)) return refused;
      refused.push(error.message);
    }
    keep(keptRequests().filter((it) => it.body.request_key !== request.body.request_key));
  }
  return refused;
}

// Sends a file as it is; returns the answer. Throws Refused.
export async function sendFile(path, file) {
  const answer = await fetch(path, { method: "POST", headers: { "X-Form-Token": formToken }, body: file });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(answer.status, told);
  return told;
}
