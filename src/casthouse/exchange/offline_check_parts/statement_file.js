/* What a file that is to be verified may be: a statement as JSON or as a token, a PDF that carries one, an archive.

   An archive has one statement, in one form or in both, perhaps the proof that it stands in the log, and the statements that
   it rests on. An unsigned CoC Document is read too. */

"use strict";

const FILE_MAX = 32 * 1024 * 1024;
const PROOF_NAME = "statement.tlog-proof";
const TOKEN_START = "data:application/vc+jwt,";

/** What is in a file: a statement as JSON or as a token, alone, in a PDF or in an archive; or an unsigned document. */
async function readStatementFile(bytes) {
  if (bytes.length > FILE_MAX) {
    throw new Refused(`${bytes.length} bytes`, `at most ${FILE_MAX} bytes`);
  }
  if (startsWith(bytes, "%PDF")) {
    return statementOnPaper(await readSafely(attachedFiles, bytes, "a PDF", PDF_EXPECTED));
  }
  if (startsWith(bytes, "PK")) {
    return archivedStatement(await readSafely(readArchive, bytes, "an archive", ZIP_EXPECTED));
  }
  if (isHideable(bytes)) {
    return { signed: await readHideable(bytes) };
  }
  if (isToken(bytes)) {
    return { signed: readToken(bytes) };
  }
  const members = readObject(bytes);
  if (members.format === DOCUMENT_FORMAT) {
    return { document: requireDocument(members, bytes.length) };
  }
  return { signed: await readSigned(members) };
}

/** Read a container of which any byte may be wrong: whatever stumbles over it says that it cannot be read. */
async function readSafely(reader, bytes, what, expected) {
  try {
    return await reader(bytes);
  } catch (error) {
    if (error instanceof Refused) {
      throw error;
    }
    throw new Refused(`${what} that cannot be read: ${error.name}`, expected);
  }
}

async function statementOnPaper(files) {
  const [statement] = files.values();
  const found = await readStatementFile(statement);
  return found.signed ? { ...found, digest: await loggedDigest(files), logProof: files.get(PROOF_NAME) ?? null } : found;
}

async function archivedStatement(files) {
  const main = ["statement.json", "statement.jwt"].filter((name) => files.has(name));
  if (!main.length) {
    throw new Refused("an archive without a statement", "statement.json or statement.jwt in it");
  }
  const beside = [...files.keys()].filter((name) => name.startsWith(BESIDE)).sort();
  const [signed, ...twins] = await Promise.all(main.map((name) => readRequired(files.get(name))));
  if (twins.some((twin) => said(twin) !== said(signed))) {
    throw new Refused("an archive whose token says something else than its JSON", "the same statement in both forms");
  }
  return {
    signed,
    twins,
    beside: await Promise.all(beside.map((name) => readRequired(files.get(name)))),
    digest: await loggedDigest(files),
    logProof: files.get(PROOF_NAME) ?? null,
  };
}

/** The digest under which the log has a statement: of its JSON, or of what was signed of a token from which parts are hidden. */
async function loggedDigest(files) {
  const token = files.get("statement.jwt");
  if (files.has("statement.json")) {
    return sha256(files.get("statement.json"));
  }
  return isHideable(token) ? sha256(utf8(trimmed(token).split("~")[0])) : null;
}

/** What a statement says, by which key and when: the same in both of its forms. */
function said({ credential, method, created }) {
  return JSON.stringify([canonical(credential), method, String(created)]);
}

async function readRequired(bytes) {
  if (isHideable(bytes)) {
    return readHideable(bytes);
  }
  return isToken(bytes) ? readToken(bytes) : readSigned(readObject(bytes));
}

async function readSigned(members) {
  const types = canonical(members.type ?? null);
  if (types !== '"EnvelopedVerifiableCredential"' && types !== '["EnvelopedVerifiableCredential"]') {
    return readProof(members);
  }
  const address = members.id;
  if (typeof address !== "string" || !address.startsWith(TOKEN_START)) {
    throw new Refused(`id ${worded(address, 60)}`, `an id that begins with ${TOKEN_START}`);
  }
  return readToken(utf8(address.slice(TOKEN_START.length)));
}
