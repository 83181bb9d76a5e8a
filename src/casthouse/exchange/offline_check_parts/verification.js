/* Whether a statement is to be believed: ten numbered checks, from the file and from what is trusted, and nothing else.

   A check has passed (true), has failed (false) or is not possible (null), with the reason: what is unknown is never a
   pass. A statement is verified when nothing failed and both its signature and its issuer are proven. These are the checks
   of `casthouse verify`, in its order and words. */

"use strict";

const CLOCKS_APART = 5n * 60n * MICROSECONDS; // so far two clocks may stand apart
const CHECK_NAMES = ["parse", "schema", "signature", "key", "issuer", "status", "log", "checkpoint", "certificate", "mass"];

/** The answers on a file: `{verified, checks, signed, document}`.

    @param bytes the file as it came
    @param trust what is believed, as readBundle returns it; null for nothing
    @param at the instant of which the question is asked
    @param digest the digest on the paper, for a document that is not signed */
async function verifyFile(bytes, { trust, at, digest = "" }) {
  const bundle = trust ?? emptyBundle(at);
  let found;
  try {
    found = await readStatementFile(bytes);
  } catch (error) {
    return judged(unreadable(requireRefused(error).message), {});
  }
  if (found.document) {
    return judged(await verifyUnsigned(found.document, bundle, at, digest), found);
  }
  return judged(await verifySigned(found, bundle, at), found);
}

function judged(checks, found) {
  const answers = Object.fromEntries(checks.map((check) => [check.name, check.passed]));
  const isProven = (answers.signature === true && answers.issuer === true) || answers.digest === true;
  const verified = isProven && !checks.some((check) => check.passed === false);
  return { verified, checks, signed: found.signed ?? null, document: found.document ?? null };
}

function unreadable(reason) {
  return CHECK_NAMES.map((name) =>
    name === "parse" ? answerOf(name, [false, reason]) : answerOf(name, [null, "not possible: the file could not be read"]),
  );
}

function answerOf(name, [passed, detail]) {
  return { name, passed, detail };
}

async function verifySigned(found, bundle, at) {
  const credential = found.signed.credential;
  const schema = isObject(credential.credentialSchema) ? credential.credentialSchema.id : null;
  const kind = kindOf(credential.type, schema);
  const subject = isObject(credential.credentialSubject) ? credential.credentialSubject : {};
  const mistakes = [...credentialMistakes(credential), ...(kind ? schemaMistakes(credential, kind, found.signed.isHideable) : [])];
  const statement = { ...found, credential, kind: kind?.name ?? null, subject, mistakes, bundle, at };
  const checks = [];
  for (const name of CHECK_NAMES) {
    checks.push(answerOf(name, await CHECKS[name](statement)));
  }
  return checks;
}

const CHECKS = {
  parse: () => [true, "one JSON object without a second meaning"],
  schema: checkSchema,
  signature: checkSignature,
  key: checkKey,
  issuer: checkIssuer,
  status: checkStatus,
  log: checkLog,
  checkpoint: checkCheckpoint,
  certificate: checkCertificate,
  mass: checkMass,
};

function checkSchema(statement) {
  const { mistakes, kind } = statement;
  if (mistakes.length) {
    const more = mistakes.length > 1 ? `, and ${mistakes.length - 1} more` : "";
    return [false, `${clipped(mistakes[0], 300)}${more}`];
  }
  const hidden = notShown(statement).map((place) => place.words).join(", ");
  return kind
    ? [true, `follows the schema of a ${kind}${hidden && `; not shown by the holder: ${hidden}`}`]
    : [null, "follows the rules of credentials; what it states is not of a kind that is known"];
}

async function checkSignature(statement) {
  const { signed, bundle } = statement;
  const controller = controllerOf(signed);
  let key;
  if (controller.startsWith(DID_KEY)) {
    try {
      key = keyOfDid(signed.method);
    } catch (error) {
      return [false, `${requireRefused(error).found} is no key: expected ${error.expected}`];
    }
  } else if (bundle.issuers.has(controller)) {
    key = keyNamed(bundle.issuers.get(controller), signed.method)?.key;
    if (!key) {
      return [false, `${clipped(controller, 120)} has no key ${clipped(signed.method.split("#")[1], 80)}`];
    }
  } else {
    return [null, `not possible: the trust bundle has no keys of ${clipped(controller, 120)}`];
  }
  const multikey = multikeyOf(key);
  const forms = [signed, ...(statement.twins ?? [])];
  const answers = await Promise.all(forms.map((form) => verifies(key, form.signature, form.message)));
  return answers.every(Boolean)
    ? [true, `signed with ${multikey}`]
    : [false, `the signature is not of ${multikey} over this content: something was changed`];
}

const TRUST_WORDS = {
  good: [true, "while the key was valid"],
  not_yet: [false, "before the key's first instant"],
  ended: [false, "after the key's end"],
  compromised: [false, "with a key that was revoked: others may have had it by then"],
};

async function checkKey(statement) {
  const { signed, bundle, at } = statement;
  const signedAt = signingInstant(statement);
  if (signedAt === null) {
    return [null, "not possible: the statement does not say when it was signed"];
  }
  if (signedAt > at + CLOCKS_APART) {
    return [false, `signed on ${instantText(signedAt)}, which is after ${instantText(at)}`];
  }
  const key = keyNamed(bundle.issuers.get(controllerOf(signed)), signed.method);
  if (!key) {
    return controllerOf(signed).startsWith(DID_KEY)
      ? [null, "not possible: a did:key tells nothing of the life of its key"]
      : [null, "not possible: the trust bundle tells nothing of this key"];
  }
  const when = `signed on ${instantText(signedAt)}`;
  const trust = trustOf(key, signedAt);
  if (trust === "compromised_later") {
    return seenInTime(statement, key, signedAt);
  }
  return [TRUST_WORDS[trust][0], `${when}, ${TRUST_WORDS[trust][1]}`];
}

/** Take for the date of a signature that a witness saw it in the log before the key came into foreign hands.

    The word of the signature itself is not enough: whoever has the key can write any date. A witness that saw it before
    it was signed has no clock to rely on. */
async function seenInTime(statement, key, signedAt) {
  const [when, stolen, seen] = [`signed on ${instantText(signedAt)}`, stolenSince(key), await seenAt(statement)];
  if (seen !== null && signedAt - CLOCKS_APART <= seen && seen < stolen) {
    return [
      true,
      `${when}, and seen in the log by a witness on ${instantText(seen)}, before the key was revoked from ${instantText(stolen)} on`,
    ];
  }
  return [false, `${when} by its own word, with a key that was revoked later: nothing else says when`];
}

/** When the statement was signed, by its own word: as the signature says, or else from when it holds. */
function signingInstant({ signed, credential }) {
  if (signed.created !== null) {
    return signed.created;
  }
  try {
    return instantOf(credential.validFrom, "validFrom");
  } catch (error) {
    requireRefused(error);
    return null;
  }
}

function checkIssuer(statement) {
  const { signed, credential, bundle, kind } = statement;
  const did = issuerDid(credential);
  if (controllerOf(signed) !== did) {
    return [false, `issued by ${clipped(did, 120)}, but signed with a key of ${clipped(controllerOf(signed), 120)}`];
  }
  const known = bundle.issuers.get(did);
  if (!known) {
    return [null, `not possible: the trust bundle does not know ${clipped(did, 120)}`];
  }
  const name = textAt(credential, "issuer", "name");
  if (!known.names.includes(name)) {
    return [false, `calls itself “${clipped(name, 120)}”, but ${did} is “${known.names[0] ?? ""}”`];
  }
  if (kind === null) {
    return [null, `not possible: ${name} signed it, but what it states is not of a kind that is known`];
  }
  const owner = `${known.kind} ${known.code}`.trim();
  if (!KINDS[kind].issuers.includes(known.kind)) {
    return [false, `${owner} may not issue a ${kind}`];
  }
  const own = KINDS[kind].own_party;
  const party = own ? statement.subject : null;
  if (party && (textAt(party, own, "code") !== known.code || textAt(party, own, "name") !== name)) {
    return [false, `states something of “${clipped(textAt(party, own, "code"), 60)}”, but ${owner} signed it`];
  }
  return [true, `${name} (${did})`];
}

function textAt(members, name, inner) {
  const value = isObject(members[name]) ? members[name][inner] : null;
  return typeof value === "string" ? value : "";
}

async function checkStatus(statement) {
  const { credential, at } = statement;
  try {
    const since = "validFrom" in credential ? instantOf(credential.validFrom, "validFrom") : null;
    const until = "validUntil" in credential ? instantOf(credential.validUntil, "validUntil") : null;
    if (since !== null && since > at + CLOCKS_APART) {
      return [false, `holds from ${instantText(since)} on, which is after ${instantText(at)}`];
    }
    if (until !== null && until < at) {
      return [false, `held until ${instantText(until)}`];
    }
  } catch (error) {
    return [false, `${requireRefused(error).found}, expected ${error.expected}`];
  }
  return statusOf(statement);
}

/** Whether a statement still holds by the lists of its issuer. `ownWord` says whether it tells itself that on a day it
    was as a list of a purpose has it: a list that says no more is no news. */
async function statusOf({ signed, bundle, at }, ownWord = () => false) {
  const { credential } = signed;
  const entries = listed(credential.credentialStatus);
  if (credential.credentialStatus === undefined || credential.credentialStatus === null || !entries.length) {
    return [null, "not possible: the statement names no status list"];
  }
  const answers = [];
  for (const entry of entries) {
    answers.push(await entryAnswer({ signed, credential, bundle, at, ownWord }, entry));
  }
  return answers.find(([passed]) => passed === false) ?? answers.find(([passed]) => passed === null) ?? answers[0];
}

async function entryAnswer(statement, entry) {
  if (!isObject(entry) || entry.type !== "BitstringStatusListEntry") {
    return [null, "not possible: the statement names a status of another kind"];
  }
  const { statusListCredential: url, statusPurpose: purpose, statusListIndex: index } = entry;
  if (typeof index !== "string" || !/^[0-9]{1,9}$/.test(index)) {
    return [false, `RANGE_ERROR: entry ${worded(index, 40)} of its status list is no whole number as text`];
  }
  if ("statusSize" in entry && entry.statusSize !== 1) {
    return [null, "not possible: its status list has more than one bit an entry"];
  }
  if (!statement.bundle.issuers.has(issuerDid(statement.credential))) {
    return [null, "not possible: the trust bundle does not know the issuer, nor therefore its lists"];
  }
  const list = typeof url === "string" ? await listAt(statement.bundle, url) : "STATUS_RETRIEVAL_ERROR: no address of a list";
  if (typeof list === "string") {
    // A list that is missing says nothing; one that is there and cannot be believed hides something.
    return statement.bundle.lists.has(url) ? [false, list] : [null, `not possible: ${list}`];
  }
  if (list.issuer !== issuerDid(statement.credential)) {
    return [false, `STATUS_VERIFICATION_ERROR: the list is of another issuer, ${clipped(list.issuer, 120)}`];
  }
  if (list.purpose !== purpose || !Object.hasOwn(SET_WORDS, purpose)) {
    return [false, `STATUS_VERIFICATION_ERROR: a list of ${clipped(list.purpose, 40)}, not of ${worded(purpose, 40)}`];
  }
  return bitAnswer(statement, list, Number(index));
}

const SET_WORDS = { revocation: "revoked: cancelled, superseded or withdrawn", suspension: "suspended" };

function bitAnswer(statement, list, index) {
  let set;
  try {
    set = isSet(list.bits, index);
  } catch (error) {
    return [false, requireRefused(error).found];
  }
  const asOf = `by the list of ${instantText(list.since)}`;
  if (set && !statement.ownWord(list.purpose, instantText(list.since).slice(0, 10))) {
    return [false, `${SET_WORDS[list.purpose]}, ${asOf}`];
  }
  const signedAt = signingInstant(statement);
  if (signedAt !== null && list.since < signedAt) {
    return [false, `the list of ${instantText(list.since)} is older than the statement; fetch a newer one`];
  }
  if (list.until < statement.at) {
    return [false, `the list was to be believed until ${instantText(list.until)}; fetch a newer one`];
  }
  return [true, `neither revoked nor suspended, ${asOf}`];
}
