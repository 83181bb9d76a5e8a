/* Checks 7 and 8: the statement stands in the transparency log, and the log's checkpoint is signed and no other one.

   The proof that comes with a statement leads from its entry to the root of a checkpoint; its extra is the tag of the entry.
   The first check is about the path, the second about who vouches for the root: the log, witnesses that are trusted, and the
   checkpoint that the trust bundle holds. */

"use strict";

const ENTRY_HEADING = "casthouse-entry/v1";

/** Whether the statement, byte for byte, is an entry of the log that the checkpoint describes. */
async function checkLog(statement) {
  const missing = missingOfLog(statement);
  if (missing) {
    return [null, missing];
  }
  try {
    const proof = readLogProof(statement.logProof);
    const { origin, size, root } = readCheckpoint(proof.note.text);
    const leaf = await leafHash(statementEntry(statement.digest, proof.extra));
    await checkInclusion({ index: proof.index, size, leaf, path: proof.path, root });
    return [true, `entry ${proof.index} of the ${size} of the log ${clipped(origin, 120)}`];
  } catch (error) {
    return [false, refusalWords(error)];
  }
}

/** Whether the log signed its checkpoint, whether witnesses saw it, and whether it contradicts one that is known. */
async function checkCheckpoint(statement) {
  const missing = missingOfLog(statement);
  if (missing) {
    return [null, missing];
  }
  const trusted = statement.bundle.log;
  let log, earlier, witnesses, known;
  try {
    log = await noteKey(trusted.vkey);
    witnesses = await Promise.all(trusted.witnesses.map(noteKey));
    earlier = await Promise.all(trusted.earlier.map(earlierKey));
    known = await knownCheckpoint(trusted, log);
  } catch (error) {
    return [null, `not possible: of the log in the trust bundle: ${refusalWords(error)}`];
  }
  try {
    const { note } = readLogProof(statement.logProof);
    const vouching = await noteSigners(note, [log, ...earlier]);
    const seenBy = await witnessesOf(note, witnesses);
    const checkpoint = readCheckpoint(note.text);
    const until = vouching.includes(log) ? checkpoint.size : largest(vouching.map((each) => each.until));
    if (until < checkpoint.size) {
      return [false, `a checkpoint of ${checkpoint.size} entries by a key of the log that ended at ${until}`];
    }
    return vouched(checkpoint, { log, witnesses, seenBy, known });
  } catch (error) {
    return [false, refusalWords(error)];
  }
}

/** When a witness that is trusted first saw a log in which the statement stands; null where nothing shows it.

    A witness signs its time together with the checkpoint, and nobody can put an entry below it afterwards. */
async function seenAt(statement) {
  const [stands] = await checkLog(statement);
  const [vouchedFor] = await checkCheckpoint(statement);
  if (stands !== true || vouchedFor === false) {
    return null;
  }
  try {
    const trusted = statement.bundle.log;
    const { note } = readLogProof(statement.logProof);
    const log = await noteKey(trusted.vkey);
    const seenBy = await witnessesOf(note, await Promise.all(trusted.witnesses.map(noteKey)));
    if (readCheckpoint(note.text).origin !== log.name) {
      return null;
    }
    const seconds = note.signatures
      .filter((line) => seenBy.some((key) => KEY_KINDS[key.kind] === "witness" && isOfKey(line, key)))
      .map((line) => BigInt(`0x${hex(line.signature.slice(0, 8))}`))
      .filter((at) => at <= SECONDS_MAX);
    return seconds.length ? earliest(seconds) * MICROSECONDS : null;
  } catch (error) {
    requireRefused(error);
    return null;
  }
}

function vouched(checkpoint, { log, witnesses, seenBy, known }) {
  let words = `of ${checkpoint.size} entries, signed by ${log.name}`;
  if (checkpoint.origin !== log.name) {
    return [false, `a checkpoint of the log “${clipped(checkpoint.origin, 120)}”, not of ${log.name}`];
  }
  if (known !== null && known.size === checkpoint.size && !areEqual(known.root, checkpoint.root)) {
    return [false, `another history: ${words}, but the trust bundle has another root of that size`];
  }
  if (known !== null && known.size !== checkpoint.size) {
    words += `, not compared with the ${known.size} that the trust bundle knows`;
  }
  if (witnesses.length && !seenBy.length) {
    return [null, `not possible: ${words}, but by none of the ${witnesses.length} witnesses that are trusted`];
  }
  return [true, witnesses.length ? `${words}; seen by ${seenBy.map((each) => each.name).join(", ")}` : `${words}; no witnesses are known`];
}

/** In words what the checks lack; blank where nothing. */
function missingOfLog({ logProof, bundle, digest }) {
  if (!logProof?.length) {
    return "not possible: no proof of a transparency log came with the statement";
  }
  if (bundle.log === null) {
    return "not possible: the trust bundle knows no log";
  }
  return digest ? "" : "not possible: the statement came as a token only; the log has its JSON";
}

/** The entry of a statement as it stands in the log: what it is, its digest, and the tag of its owner. */
function statementEntry(digest, tag) {
  if (tag?.length !== 32) {
    throw new Refused("no tag of the entry", "extra with the 32 bytes of the tag");
  }
  return utf8(`${ENTRY_HEADING}\nstatement\n${toBase64(digest)}\n${toBase64(tag)}\n`);
}

/** A key that the log had before, with the size up to which it signed. */
async function earlierKey({ vkey, until }) {
  return { ...(await noteKey(vkey)), until };
}

function largest(sizes) {
  return sizes.reduce((one, other) => (one > other ? one : other));
}

/** Which witnesses signed; a wrong signature of one refuses the note. */
async function witnessesOf(note, witnesses) {
  const known = witnesses.filter((key) => note.signatures.some((line) => isOfKey(line, key)));
  return known.length ? noteSigners(note, known) : [];
}

async function knownCheckpoint(trusted, log) {
  if (!trusted.checkpoint) {
    return null;
  }
  const note = readNote(utf8(trusted.checkpoint));
  await noteSigners(note, [log]);
  return readCheckpoint(note.text);
}

function refusalWords(error) {
  return `${requireRefused(error).found}, expected ${error.expected}`;
}
