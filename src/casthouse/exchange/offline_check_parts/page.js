/* The page itself: takes a file and a trust bundle, runs the checks and shows the answers. Nothing is put into the page but
   as text, whatever a file says. */

"use strict";

const ANSWERS = [
  [true, "passed", "✓ passed"],
  [false, "failed", "✗ failed"],
  [null, "open", "not possible"],
];
const VERDICTS = {
  true: ["✓ Verified", "Nothing failed, and it is proven who signed it. Read below what could not be checked."],
  false: ["✗ Not verified", "Do not rely on it before what failed, or could not be checked, is cleared up."],
};
const UNREAD = [
  "✗ Not verified",
  "It cannot be read as a signed statement. What is read: PDF, signed JSON, token (.jwt) or archive (.zip), as its issuer made it.",
];
const FACTS_MAX = 400;

const chosen = { file: null, trust: null, run: 0 };

function element(id) {
  return document.getElementById(id);
}

function made(tag, text, kind = "") {
  const node = document.createElement(tag);
  node.textContent = text;
  node.className = kind;
  return node;
}

async function start() {
  element("file").addEventListener("change", (event) => takeFile(event.target.files[0]));
  element("trust-file").addEventListener("change", (event) => takeTrust(event.target.files[0]));
  for (const name of ["day", "digest"]) {
    element(name).addEventListener("change", answer);
  }
  for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
    document.addEventListener(name, dragged);
  }
  const given = element("trust").textContent.trim();
  await setTrust(given ? utf8(given) : null, "came with this page");
  if (!(await canCheckSignatures())) {
    element("file-name").textContent =
      "This browser cannot check signatures of Ed25519: use a newer one (Chrome 137, Firefox 129, Safari 17 or later).";
    element("file").disabled = true;
  }
}

function dragged(event) {
  event.preventDefault();
  element("drop").classList.toggle("over", event.type === "dragenter" || event.type === "dragover");
  if (event.type === "drop") {
    takeDropped([...event.dataTransfer.files]);
  }
}

/** Of several dropped files the one that is a trust bundle is what is believed; another one is checked. */
async function takeDropped(files) {
  for (const file of files) {
    await ((await isBundle(file)) ? takeTrust(file) : takeFile(file));
  }
}

async function isBundle(file) {
  if (file.size > BUNDLE_MAX || !/\.json$/i.test(file.name)) {
    return false;
  }
  try {
    return readObject(new Uint8Array(await file.arrayBuffer()), { max: BUNDLE_MAX, nodes: BUNDLE_NODES_MAX }).format === BUNDLE_FORMAT;
  } catch (error) {
    requireRefused(error);
    return false;
  }
}

async function takeFile(file) {
  if (!file) {
    return;
  }
  element("file-name").textContent = `${file.name}, ${file.size} bytes`;
  chosen.file = new Uint8Array(await file.slice(0, FILE_MAX + 1).arrayBuffer());
  await answer();
}

async function takeTrust(file) {
  if (file) {
    await setTrust(new Uint8Array(await file.slice(0, BUNDLE_MAX + 1).arrayBuffer()), `from the file ${file.name}`);
    await answer();
  }
}

async function setTrust(bytes, origin) {
  const words = element("trust-words");
  chosen.trust = null;
  if (bytes === null) {
    words.textContent = "No trust bundle yet: whose keys are whose is not known, so nothing can be verified.";
    return;
  }
  try {
    chosen.trust = readBundle(bytes);
    const digest = hex(await sha256(bytes));
    const { installation, madeAt, issuers } = chosen.trust;
    words.textContent =
      `The trust bundle of ${installation}, made on ${instantText(madeAt)}, ${origin}. ` +
      `It knows ${issuers.size} issuers. SHA-256 ${digest}.`;
  } catch (error) {
    words.textContent = `This is no trust bundle: ${requireRefused(error).message}. Nothing can be verified with it.`;
  }
}

/** Of when is asked: of the end of the day that was chosen, or of now. */
function askedInstant() {
  const day = dayOf(element("day").value);
  return day === null ? BigInt(Date.now()) * 1000n : instantOf(`${day}T23:59:59.999999Z`, "day");
}

async function answer() {
  if (chosen.file === null) {
    return;
  }
  const run = (chosen.run += 1);
  const at = askedInstant();
  const found = await verifyFile(chosen.file, { trust: chosen.trust, at, digest: element("digest").value });
  if (run === chosen.run) {
    show(found, at);
  }
}

function show(found, at) {
  const isRead = found.checks[0].passed !== false;
  const [heading, words] = isRead ? VERDICTS[found.verified] : UNREAD;
  element("answer").hidden = false;
  element("answer").className = `panel ${found.verified ? "good" : "bad"}`;
  element("verdict").textContent = heading;
  element("verdict-words").textContent = words;
  element("asked").textContent = `as of ${instantText(at)}`;
  element("checks").replaceChildren(...(isRead ? found.checks : found.checks.slice(0, 1)).map(checkRow));
  showFacts(found);
}

function checkRow(check, index) {
  const [, kind, words] = ANSWERS.find(([passed]) => passed === check.passed);
  const row = made("tr", "");
  const name = made("th", check.name);
  name.scope = "row";
  row.append(made("td", String(index + 1)), name, made("td", words, kind), made("td", check.detail));
  return row;
}

function showFacts(found) {
  const stated = found.signed ? found.signed.credential.credentialSubject : found.document;
  const issuer = found.signed?.credential.issuer;
  const name = isObject(issuer) && typeof issuer.name === "string" ? issuer.name : "nobody";
  const did = found.signed ? clipped(issuerDid(found.signed.credential), 200) || "no identifier" : "";
  const [before, behind] = found.verified ? ["By", ""] : ["In the name of", " None of this is verified."];
  element("by").textContent = found.signed
    ? `${before} ${clipped(name, 200)} (${did}).${behind}`
    : found.document
      ? "Signed by nobody."
      : "Nothing could be read.";
  const facts = stated ? [...factsIn(inOrder(stated, found), ""), ...hiddenFacts(found)].slice(0, FACTS_MAX) : [];
  element("facts").replaceChildren(...facts.flatMap(([label, text]) => [made("dt", label), made("dd", text)]));
}

/** What the holder of a passport does not show, as pairs of a label and these words. */
function hiddenFacts({ signed }) {
  const places = signed ? notShown({ signed, credential: signed.credential }) : [];
  return places.map(({ words }) => [words.split(".").map(labelOf).join(" · "), "not shown by the holder"]);
}

/** What is stated in the order in which its schema has it; what the schema does not know stands last. */
function inOrder(stated, found) {
  const credential = found.signed?.credential;
  const schema = isObject(credential?.credentialSchema) ? credential.credentialSchema.id : null;
  const kind = credential ? kindOf(credential.type, schema) : null;
  if (kind === null || !isObject(stated)) {
    return stated;
  }
  const known = Object.keys(SCHEMAS[`${kind.name}/${kind.version}`].properties.credentialSubject?.properties ?? {});
  const names = Object.keys(stated);
  const ordered = [...known.filter((name) => names.includes(name)), ...names.filter((name) => !known.includes(name))];
  return Object.fromEntries(ordered.map((name) => [name, stated[name]]));
}

/** What a value says, as pairs of a label and a text. */
function factsIn(value, label) {
  if (Array.isArray(value)) {
    return value.flatMap((each, index) => factsIn(each, `${label} ${index + 1}`.trim()));
  }
  if (isObject(value)) {
    return Object.keys(value).flatMap((name) => factsIn(value[name], [label, labelOf(name)].filter(Boolean).join(" · ")));
  }
  return [[label, String(value)]];
}

function labelOf(name) {
  const unit = { g: " (g)", t: " (t)" };
  return clipped(name, 60).replace(/_([gt])$/, (_, letter) => unit[letter]).replaceAll("_", " ");
}

/** For whoever looks closer: the parts by themselves. */
globalThis.casthouse = {
  canonical,
  checkInclusion,
  hex,
  instantOf,
  isSet,
  keyOfDid,
  keyOfMultikey,
  leafHash,
  listBits,
  noteKey,
  noteSigners,
  readBundle,
  readCheckpoint,
  readJson,
  readNote,
  readProof,
  utf8,
  verifies,
  verifyFile,
};

start();
