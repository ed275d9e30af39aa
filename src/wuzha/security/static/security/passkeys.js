// Passkeys: asks the browser for one and hands its answer to the server by the form.
// A form says what it is for: data-passkey="sign-in" | "ask" | "make".

function toBytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function toText(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function described(credentials = []) {
  return credentials.map((known) => ({ ...known, id: toBytes(known.id) }));
}

function answer(credential, response) {
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

async function ask({ publicKey }) {
  const credential = await navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      allowCredentials: described(publicKey.allowCredentials),
    },
  });
  const { response } = credential;
  return answer(credential, {
    clientDataJSON: toText(response.clientDataJSON),
    authenticatorData: toText(response.authenticatorData),
    signature: toText(response.signature),
    userHandle: response.userHandle ? toText(response.userHandle) : null,
  });
}

async function make({ publicKey }) {
  const credential = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      user: { ...publicKey.user, id: toBytes(publicKey.user.id) },
      excludeCredentials: described(publicKey.excludeCredentials),
      // Where the device can, the passkey alone is then enough to sign in.
      authenticatorSelection: {
        ...publicKey.authenticatorSelection,
        residentKey: "preferred",
        userVerification: "preferred",
      },
    },
  });
  const { response } = credential;
  return answer(credential, {
    clientDataJSON: toText(response.clientDataJSON),
    attestationObject: toText(response.attestationObject),
    transports: response.getTransports?.() ?? [],
  });
}

async function optionsOf(form) {
  const given = form.querySelector("#passkey-options");
  if (given) {
    const { request_options, creation_options } = JSON.parse(given.textContent);
    return request_options ?? creation_options;
  }
  const reply = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!reply.ok) throw new Error(`${reply.status}`);
  return (await reply.json()).request_options;
}

async function submit(form) {
  const said = form.querySelector("[data-said]");
  said.hidden = true;
  try {
    const deed = form.dataset.passkey === "make" ? make : ask;
    form.elements.credential.value = JSON.stringify(await deed(await optionsOf(form)));
    form.submit();
  } catch {
    said.textContent = form.querySelector("[data-failed]").content.textContent;
    said.hidden = false;
  }
}

// Browsers offer passkeys to names only, never to bare addresses such as 127.0.0.1.
const named = !/^[\d.]+$|^\[/.test(location.hostname);

if (window.PublicKeyCredential && named) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.querySelector("[data-ask]").addEventListener("click", () => submit(form));
  }
  for (const part of document.querySelectorAll("[data-without-passkeys]")) {
    part.hidden = true;
  }
}
