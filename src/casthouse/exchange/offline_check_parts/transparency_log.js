/* The transparency log: signed notes and checkpoints (C2SP), and proofs that an entry stands in a log (RFC 9162).

   A signature by a key that is not known says nothing and is passed over; one in the name of a known key that does not
   fit refuses the whole note, and so does a note that no known key signed. */

"use strict";

const NOTE_MAX = 1 << 20;
const NOTE_SIGNATURES_MAX = 128;
const NAME_MAX = 300;
const PATH_MAX = 63;
const PROOF_HEADING = "c2sp.org/tlog-proof@v1";
const KEY_KINDS = { 1: "log", 4: "witness" };
const DASH = "\u2014 ";

/** A key of signed notes from its line: name+ID+base64 of kind and key. */
async function noteKey(vkey) {
  const expected = "name+key ID in hex+base64 of the kind (1 or 4) and the public key, the name without spaces and +";
  const parts = /^([^+]*)\+([^+]*)\+(.*)$/s.exec(vkey);
  const raw = parts ? fromBase64(parts[3]) : null;
  if (!raw || raw.length !== 33 || !(raw[0] in KEY_KINDS) || !isNoteName(parts[1])) {
    throw new Refused(`the key “${clipped(vkey, 60)}”`, expected);
  }
  const id = (await sha256(joined(utf8(`${parts[1]}\n`), raw))).slice(0, 4);
  if (parts[2] !== hex(id)) {
    throw new Refused(`the key ID “${clipped(parts[2], 16)}” for a key whose ID is ${hex(id)}`, expected);
  }
  return { name: parts[1], id, kind: raw[0], key: requireKey(raw.slice(1)) };
}

function isNoteName(text) {
  return text.length > 0 && [...text].length <= NAME_MAX && !/[+\s\u0000-\u001f\u0085]/u.test(text);
}

/** A note apart from its signatures, of which none was checked. */
function readNote(bytes) {
  const whole = bytes.length > NOTE_MAX ? null : textOf(bytes);
  const at = whole?.lastIndexOf("\n\n") ?? -1;
  const lines = at < 0 ? "" : whole.slice(at + 2);
  if (at < 0 || /[\u0000-\u0009\u000b-\u001f]/.test(whole) || !lines.endsWith("\n")) {
    refuseNote("no blank line before lines of signatures");
  }
  const signatures = lines.slice(0, -1).split("\n").map(noteSignature);
  if (signatures.length > NOTE_SIGNATURES_MAX) {
    refuseNote(`${signatures.length} signatures`);
  }
  return { text: whole.slice(0, at + 1), signatures };
}

function noteSignature(line) {
  const parts = line.startsWith(DASH) ? /^([^ ]*) (.*)$/s.exec(line.slice(DASH.length)) : null;
  const raw = parts ? fromBase64(parts[2]) : null;
  if (!raw || raw.length <= 4 || !isNoteName(parts[1])) {
    refuseNote(`the line “${clipped(line, 60)}”`);
  }
  return { name: parts[1], id: raw.slice(0, 4), signature: raw.slice(4) };
}

function refuseNote(found) {
  throw new Refused(
    found,
    "a text in UTF-8, a blank line, and a line “\u2014 name base64” for each signature, at most 1 MiB",
  );
}

/** Which of the known keys signed a note. */
async function noteSigners(note, known) {
  const signed = new Set();
  for (const each of note.signatures) {
    for (const key of known.filter((one) => isOfKey(each, one))) {
      if (!(await noteVerifies(key, note.text, each.signature))) {
        refuseUnsigned(`a signature in the name of ${key.name} that does not fit the text`);
      }
      signed.add(key);
    }
  }
  if (!signed.size) {
    refuseUnsigned("no signature of a known key");
  }
  return known.filter((key) => signed.has(key));
}

/** Whether a line is in the name of a key: whether it fits is another question. */
function isOfKey(line, key) {
  return line.name === key.name && areEqual(line.id, key.id);
}

function refuseUnsigned(found) {
  throw new Refused(found, "a signature of a known key over exactly this text");
}

/** Whether a signature is a key's over a text; a witness signs the text together with the time at which it saw it. */
async function noteVerifies(key, text, signature) {
  if (KEY_KINDS[key.kind] === "log") {
    return verifies(key.key, signature, utf8(text));
  }
  if (signature.length !== 8 + SIGNATURE_BYTES) {
    return false;
  }
  const seconds = BigInt(`0x${hex(signature.slice(0, 8))}`);
  return verifies(key.key, signature.slice(8), utf8(`cosignature/v1\ntime ${seconds}\n${text}`));
}

/** A checkpoint: of which log, how large it is, and its root. */
function readCheckpoint(text) {
  const lines = text.split("\n");
  const expected = "a line with the origin, one with the size, one with the root in base64, further lines not empty";
  if (lines.pop() !== "" || lines.length < 3 || !lines.every(Boolean)) {
    throw new Refused("fewer than three lines, or an empty one", expected);
  }
  const [origin, size, root] = lines;
  if (!/^(0|[1-9][0-9]{0,18})$/.test(size) || BigInt(size) > 2n ** 63n - 1n) {
    throw new Refused(`the size “${clipped(size, 30)}”`, expected);
  }
  const raw = fromBase64(root);
  if (raw?.length !== 32) {
    throw new Refused(`the root “${clipped(root, 60)}”`, expected);
  }
  return { origin, size: BigInt(size), root: raw };
}

async function leafHash(entry) {
  return sha256(joined(Uint8Array.of(0), entry));
}

async function nodeHash(left, right) {
  return sha256(joined(Uint8Array.of(1), left, right));
}

/** Let the proof pass that a leaf stands at an index of the tree with a root (RFC 9162, section 2.1.3.2). */
async function checkInclusion({ index, size, leaf, path, root }) {
  const refuse = (found) => {
    throw new Refused(found, "a proof that leads from the entry to the root of the checkpoint");
  };
  if (index < 0n || index >= size) {
    refuse(`entry ${index} of a log of ${size}`);
  }
  if ([leaf, root, ...path].some((each) => each.length !== 32)) {
    refuse("a hash of another length than 32 bytes");
  }
  let [at, last, seen] = [index, size - 1n, leaf];
  for (const step of path) {
    if (last === 0n) {
      refuse(`a path of ${path.length} hashes, more than ${size} entries need`);
    }
    if (at & 1n || at === last) {
      seen = await nodeHash(step, seen);
      while (!(at & 1n) && at) {
        [at, last] = [at >> 1n, last >> 1n];
      }
    } else {
      seen = await nodeHash(seen, step);
    }
    [at, last] = [at >> 1n, last >> 1n];
  }
  if (last !== 0n) {
    refuse(`a path of ${path.length} hashes, fewer than ${size} entries need`);
  }
  if (!areEqual(seen, root)) {
    refuse(`a path that leads to the root ${hex(seen)}`);
  }
}

/** A proof that travels with a thing: its place in a log, the path to the root, the signed checkpoint. */
function readLogProof(bytes) {
  const whole = bytes.length > NOTE_MAX ? null : textOf(bytes);
  if (whole === null) {
    refuseProof("bytes that are not UTF-8");
  }
  const at = whole.indexOf("\n\n");
  const lines = (at < 0 ? whole : whole.slice(0, at)).split("\n");
  const heading = lines.shift();
  if (heading !== PROOF_HEADING || at < 0) {
    refuseProof(`“${clipped(heading, 60)}” on the first line`);
  }
  const extra = lines[0]?.startsWith("extra ") ? lines.shift().slice("extra ".length) : null;
  const index = /^index (0|[1-9][0-9]{0,18})$/.exec(lines.shift() ?? "");
  if (!index || lines.length > PATH_MAX) {
    refuseProof(index ? `${lines.length} hashes` : "no index");
  }
  return {
    index: BigInt(index[1]),
    path: lines.map((line) => fromBase64(line)?.length === 32 ? fromBase64(line) : refuseProof(`“${clipped(line, 60)}”`)),
    extra: extra === null ? null : (fromBase64(extra) ?? refuseProof(`“${clipped(extra, 60)}”`)),
    note: readNote(utf8(whole.slice(at + 2))),
  };
}

function refuseProof(found) {
  throw new Refused(found, `a proof of one entry in one log that begins with ${PROOF_HEADING}`);
}
