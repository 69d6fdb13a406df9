// Passkeys: asks the server what to sign, lets the browser sign it, and brings it back.
// The words stand in the page; nothing here is written into it but as text.

const decoded = (text) => {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
};

const encoded = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const named = (list) => (list ?? []).map((it) => ({ ...it, id: decoded(it.id) }));

const sent = async (place, token, body) => {
  const answer = await fetch(place, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json", "x-token": token },
    body: JSON.stringify(body),
  });
  const told = (answer.headers.get("content-type") ?? "").startsWith("application/json")
    ? await answer.json()
    : {};
  if (!answer.ok) throw new Error(told.wrong ?? "failed");
  return told;
};

const asked = {
  "sign-in": async (options) =>
    navigator.credentials.get({
      publicKey: {
        ...options,
        challenge: decoded(options.challenge),
        allowCredentials: named(options.allowCredentials),
      },
    }),
  add: async (options) =>
    navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: decoded(options.challenge),
        user: { ...options.user, id: decoded(options.user.id) },
        excludeCredentials: named(options.excludeCredentials),
      },
    }),
};

const written = (credential) => {
  const { response } = credential;
  const parts = { clientDataJSON: encoded(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) parts[name] = encoded(response[name]);
  }
  return {
    id: credential.id,
    rawId: encoded(credential.rawId),
    type: credential.type,
    response: parts,
    clientExtensionResults: {},
  };
};

const wrong = (error) => {
  if (error.name === "InvalidStateError") return "there";
  if (error instanceof DOMException) return "stopped";
  return error.message;
};

const run = async (place, button) => {
  const { options, answer, token, next } = place.dataset;
  const told = place.querySelector("[role=alert]");
  told.hidden = true;
  button.disabled = true;
  try {
    const credential = await asked[button.dataset.passkey](await sent(options, token, {}));
    const label = place.querySelector("#label")?.value;
    const body = { credential: written(credential) };
    if (label) body.label = label;
    if (next) body.next = next;
    const { next: onward } = await sent(answer, token, body);
    location.assign(onward);
  } catch (error) {
    const words = (name) => place.querySelector(`template[data-words="${name}"]`);
    told.textContent = (words(wrong(error)) ?? words("failed")).content.textContent;
    told.hidden = false;
    button.disabled = false;
  }
};

if (window.PublicKeyCredential) {
  for (const place of document.querySelectorAll(".passkeys")) {
    for (const button of place.querySelectorAll("button[data-passkey]")) {
      button.hidden = false;
      button.addEventListener("click", () => run(place, button));
    }
  }
}
