/* Signatures as statements carry them: inside the JSON (Data Integrity, eddsa-jcs-2022) or around it (vc+jwt).

   Whichever form it came in, what is found is the credential, the key that it names, when it says that it was signed,
   the bytes that were signed, and 64 bytes of signature. Nothing is believed of it here. */

"use strict";

const PROOF_FIXED = { type: "DataIntegrityProof", cryptosuite: "eddsa-jcs-2022", proofPurpose: "assertionMethod" };
const PROOF_MEMBERS = [
  "@context",
  "created",
  "cryptosuite",
  "proofPurpose",
  "proofValue",
  "type",
  "verificationMethod",
];
const ALGORITHMS = ["Ed25519", "EdDSA"]; // two names of one thing
const HEADER_MEMBERS = ["alg", "cty", "iat", "kid", "typ"];
const TOKEN_MAX = 6 * 1024 * 1024;

/** A document apart from its proof. Exactly one proof is read, and of its members only those that mean something here. */
async function readProof(secured) {
  const options = proofOptions(secured);
  const credential = without(secured, "proof");
  const signature = options.proofValue;
  delete options.proofValue;
  return {
    credential,
    created: "created" in options ? instantOf(options.created, "created") : null,
    method: requireMethod(options.verificationMethod),
    message: joined(
      await sha256(utf8(canonical(options))),
      await sha256(utf8(canonical(signedDocument(credential, options)))),
    ),
    signature: fromBase58(signature, SIGNATURE_BYTES),
  };
}

function proofOptions(secured) {
  const proof = secured.proof;
  if (!isObject(proof)) {
    const found = proof === undefined || proof === null ? "no proof" : Array.isArray(proof) ? `${proof.length} proofs` : "no object";
    throw new Refused(found, "exactly one proof, as an object");
  }
  for (const [name, expected] of Object.entries(PROOF_FIXED)) {
    if (proof[name] !== expected) {
      throw new Refused(`proof.${name} ${worded(proof[name], 60)}`, expected);
    }
  }
  const unknown = Object.keys(proof).filter((name) => !PROOF_MEMBERS.includes(name)).sort();
  if (unknown.length) {
    throw new Refused(`proof.${clipped(unknown[0], 40)}`, `no members but ${PROOF_MEMBERS.join(", ")}`);
  }
  for (const name of ["verificationMethod", "proofValue"]) {
    if (typeof proof[name] !== "string") {
      throw new Refused(`proof.${name} ${worded(proof[name], 60)}`, "text");
    }
  }
  return Object.assign(Object.create(null), proof);
}

/** The document that was signed: where the options have a context, the document's starts with it. */
function signedDocument(credential, options) {
  if (!("@context" in options)) {
    return credential;
  }
  const whole = listed(credential["@context"]);
  const start = listed(options["@context"]);
  if (canonical(whole.slice(0, start.length)) !== canonical(start)) {
    throw new Refused("a proof with another @context", "the @context of the document, from its start");
  }
  return Object.assign(Object.create(null), credential, { "@context": options["@context"] });
}

function listed(value) {
  return Array.isArray(value) ? value : [value ?? null];
}

function without(members, name) {
  const rest = Object.assign(Object.create(null), members);
  delete rest[name];
  return rest;
}

function isToken(bytes) {
  return startsWith(bytes, "ey") && latin1(bytes).split(".").length === 3;
}

/** The credential of a token apart from its signature; the header may ask for nothing but what is checked here. */
function readToken(bytes) {
  const text = bytes.length > TOKEN_MAX ? "" : trimmed(bytes);
  const parts = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{86})$/.exec(text);
  if (!parts) {
    throw new Refused("no compact token", "three parts in base64url, with dots between");
  }
  const header = readObject(octets(parts[1]), { max: 4096, isWhole: true });
  const credential = readObject(octets(parts[2]));
  requireHeader(header);
  requirePlain(credential);
  return {
    credential,
    created: issuedAt(header),
    method: requireMethod(header.kid),
    message: utf8(`${parts[1]}.${parts[2]}`),
    signature: octets(parts[3]),
  };
}

/** Refuse a payload that is not a credential and no more, or that is bound to a key of its holder. */
function requirePlain(payload) {
  if ("proof" in payload || "vc" in payload) {
    throw new Refused("a token with a proof or a “vc” inside", "the credential itself");
  }
  if ("cnf" in payload) {
    throw new Refused("a token that is bound to a key of its holder (cnf)", "one that whoever has it may show");
  }
}

function requireHeader(header) {
  if (!ALGORITHMS.includes(header.alg)) {
    throw new Refused(`alg ${worded(header.alg, 40)}`, ALGORITHMS.join(" or "));
  }
  if (header.typ !== "vc+jwt") {
    throw new Refused(`typ ${worded(header.typ, 40)}`, "vc+jwt");
  }
  if ("cty" in header && header.cty !== "vc") {
    throw new Refused(`cty ${worded(header.cty, 40)}`, "vc");
  }
  const unknown = Object.keys(header).filter((name) => !HEADER_MEMBERS.includes(name)).sort();
  if (unknown.length) {
    throw new Refused(`header member ${clipped(unknown[0], 40)}`, HEADER_MEMBERS.join(", "));
  }
}

function issuedAt(header) {
  const seconds = header.iat ?? null;
  if (seconds === null) {
    return null;
  }
  if (typeof seconds !== "number" || seconds < 0 || seconds > 253_402_300_799) {
    throw new Refused(`iat ${worded(seconds, 40)}`, "whole seconds since 1970");
  }
  return BigInt(seconds) * MICROSECONDS;
}

function octets(text) {
  const bytes = fromBase64url(text);
  if (bytes === null) {
    throw new Refused("bits after the end of a part", "base64url in its one form");
  }
  return bytes;
}

/** The name of a verification method: a DID, # and the name of one of its keys. */
function requireMethod(text) {
  const isMethod =
    typeof text === "string" && text.length <= 600 && /^did:[\u0000-\u007f]*$/.test(text) && /^[^#]*#[^#]+$/.test(text);
  if (!isMethod) {
    throw new Refused(`verification method ${worded(text, 80)}`, "a DID, “#” and the name of one of its keys");
  }
  return text;
}

/** The DID whose key a signature says it is. */
function controllerOf(signed) {
  return signed.method.split("#")[0];
}
