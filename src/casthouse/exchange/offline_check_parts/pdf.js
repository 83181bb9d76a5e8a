/* PDF files that carry a statement: just enough of the format to find it and the proof beside it, and no guessing.

   A PDF can be changed by writing new objects behind the old ones, and can hide objects that its own directory does not
   name. Read is a file in one piece, as it was written: one table of objects (classic, or as a stream), no encryption.
   Every object that the table names is looked at, so that a second statement is found wherever it is hidden. */

"use strict";

const PDF_NAMES = ["statement.json", "statement.jwt"];
const PDF_OBJECTS_MAX = 20_000;
const PDF_DEPTH_MAX = 40;
const PDF_STREAM_MAX = 16 * 1024 * 1024;
const PDF_EXPECTED = "a PDF with one statement attached, in one piece as it was written";

/** The one statement that a PDF carries, and perhaps the proof of the log, by their names. */
async function attachedFiles(bytes) {
  const pdf = new PdfFile(bytes);
  await pdf.readTable();
  const statements = [];
  const proofs = [];
  for (const number of pdf.places.keys()) {
    const value = await pdf.object(number);
    if (isDict(value) && value.EF !== undefined) {
      const names = [value.F, value.UF].map(pdfText).filter((name) => name !== null);
      const name = PDF_NAMES.find((each) => names.includes(each));
      if (name !== undefined) {
        statements.push([name, value]);
      } else if (names.includes(PROOF_NAME)) {
        proofs.push([PROOF_NAME, value]);
      }
    }
  }
  if (statements.length !== 1) {
    throw new Refused(`a PDF with ${statements.length} statements`, `one attachment ${PDF_NAMES[0]}`);
  }
  if (proofs.length > 1) {
    throw new Refused(`a PDF with ${proofs.length} proofs of the log`, `at most one attachment ${PROOF_NAME}`);
  }
  const files = new Map();
  for (const [name, value] of [...statements, ...proofs]) {
    files.set(name, await attachedContent(pdf, value));
  }
  const [statement] = files.values();
  if (statement.length > JSON_BYTES_MAX || startsWith(statement, "%PDF") || startsWith(statement, "PK")) {
    throw new Refused(`an attachment of ${statement.length} bytes that is no statement`, "a statement as JSON");
  }
  return files;
}

async function attachedContent(pdf, value) {
  const files = await pdf.resolved(value.EF);
  const targets = new Set([files.F, files.UF].filter((each) => each !== undefined).map((each) => each.ref));
  if (targets.size !== 1) {
    refusePdf("an attachment with two contents");
  }
  return pdf.streamBytes(await pdf.object([...targets][0]));
}

function refusePdf(what) {
  throw new Refused(`a PDF that cannot be read: ${what}`, PDF_EXPECTED);
}

function isDict(value) {
  return isObject(value) && !("ref" in value) && !("octets" in value) && !("name" in value);
}

/** The text of a name of a file: bytes, or UTF-16 behind its mark. */
function pdfText(value) {
  if (!isObject(value) || !("octets" in value)) {
    return null;
  }
  const { octets: raw } = value;
  return raw[0] === 0xfe && raw[1] === 0xff ? new TextDecoder("utf-16be").decode(raw.subarray(2)) : latin1(raw);
}

class PdfFile {
  constructor(bytes) {
    this.bytes = bytes;
    this.text = latin1(bytes); // one character a byte, for finding words
    this.places = new Map();
    this.read = new Map();
  }

  /** Read where each object stands; the last word of the file says where that is written. */
  async readTable() {
    const ends = /startxref\s+([0-9]{1,10})\s+%%EOF\s*$/.exec(this.text.slice(-64));
    if (!ends || this.text.indexOf("startxref") !== this.text.lastIndexOf("startxref")) {
      refusePdf(ends ? "it was changed after it was written" : "it has no end");
    }
    const at = Number(ends[1]);
    const trailer = this.text.startsWith("xref", at) ? this.readClassicTable(at) : await this.readTableStream(at);
    if (trailer.Prev !== undefined || trailer.XRefStm !== undefined) {
      refusePdf("it was changed after it was written");
    }
    if (trailer.Encrypt !== undefined) {
      refusePdf("it is encrypted");
    }
  }

  readClassicTable(at) {
    const lines = /\s*([0-9]+) ([0-9]+)\s*\n|\s*trailer/y;
    lines.lastIndex = at + "xref".length;
    for (;;) {
      const heading = lines.exec(this.text);
      if (!heading) {
        refusePdf("its table of objects is damaged");
      }
      if (heading[1] === undefined) {
        return new PdfReader(this, lines.lastIndex).value();
      }
      this.readSection(lines.lastIndex, Number(heading[1]), Number(heading[2]));
      lines.lastIndex += 20 * Number(heading[2]);
    }
  }

  readSection(at, first, count) {
    if (count > PDF_OBJECTS_MAX || at + 20 * count > this.text.length) {
      refusePdf("its table of objects is damaged");
    }
    for (let step = 0; step < count; step += 1) {
      const entry = /^([0-9]{10}) ([0-9]{5}) ([nf])/.exec(this.text.slice(at + 20 * step, at + 20 * step + 18));
      if (!entry) {
        refusePdf("its table of objects is damaged");
      }
      if (entry[3] === "n") {
        this.place(first + step, { at: Number(entry[1]) });
      }
    }
  }

  async readTableStream(at) {
    const stream = new PdfReader(this, at).indirect().value;
    if (!isDict(stream) || stream.Type?.name !== "XRef" || !Array.isArray(stream.W)) {
      refusePdf("it has no table of objects");
    }
    const rows = await this.streamBytes(stream);
    const widths = stream.W;
    const sections = stream.Index ?? [0, stream.Size];
    let place = 0;
    const field = (index, missing) => {
      let value = widths[index] ? 0 : missing;
      for (let step = 0; step < widths[index]; step += 1, place += 1) {
        value = value * 256 + (rows[place] ?? refusePdf("its table of objects is damaged"));
      }
      return value;
    };
    for (let section = 0; section < sections.length; section += 2) {
      for (let step = 0; step < sections[section + 1]; step += 1) {
        const [type, one, other] = [field(0, 1), field(1, 0), field(2, 0)];
        if (type === 1) {
          this.place(sections[section] + step, { at: one });
        } else if (type === 2) {
          this.place(sections[section] + step, { inside: one, index: other });
        }
      }
    }
    return stream;
  }

  place(number, where) {
    if (this.places.has(number) || this.places.size > PDF_OBJECTS_MAX) {
      refusePdf("its table names an object twice, or too many");
    }
    this.places.set(number, where);
  }

  /** An object by its number; each is read once. */
  async object(number) {
    if (!this.read.has(number)) {
      const where = this.places.get(number) ?? refusePdf(`it has no object ${number}`);
      this.read.set(number, null); // an object that needs itself is none
      this.read.set(number, await this.objectAt(number, where));
    }
    return this.read.get(number);
  }

  async objectAt(number, where) {
    if (where.inside !== undefined) {
      return this.packedObject(number, where);
    }
    const found = new PdfReader(this, where.at).indirect();
    if (found.number !== number) {
      refusePdf(`object ${number} is not where its table says`);
    }
    return found.value;
  }

  async packedObject(number, { inside, index }) {
    const stream = await this.object(inside);
    if (!isDict(stream) || stream.Type?.name !== "ObjStm") {
      refusePdf(`object ${number} is not where its table says`);
    }
    const packed = new PdfFile(await this.streamBytes(stream));
    const heading = packed.text.slice(0, stream.First).trim().split(/\s+/).map(Number);
    if (heading[2 * index] !== number) {
      refusePdf(`object ${number} is not where its table says`);
    }
    return new PdfReader(packed, stream.First + heading[2 * index + 1]).value();
  }

  async resolved(value) {
    return isObject(value) && "ref" in value ? this.object(value.ref) : value;
  }

  /** What a stream holds, unpacked. */
  async streamBytes(stream) {
    if (!isDict(stream) || stream.start === undefined) {
      refusePdf("a stream is missing");
    }
    const length = await this.resolved(stream.Length);
    if (!Number.isInteger(length) || length < 0 || stream.start + length > this.bytes.length) {
      refusePdf("a stream has no length");
    }
    if (!/^\s*endstream/.test(this.text.slice(stream.start + length, stream.start + length + 16))) {
      refusePdf("a stream is longer or shorter than it says");
    }
    let bytes = this.bytes.subarray(stream.start, stream.start + length);
    for (const filter of stream.Filter === undefined ? [] : listed(await this.resolved(stream.Filter))) {
      bytes = await unfiltered(bytes, filter.name);
    }
    return unpredicted(bytes, listed(stream.DecodeParms)[0]);
  }
}

async function unfiltered(bytes, filter) {
  if (filter === "ASCII85Decode") {
    return fromAscii85(latin1(bytes));
  }
  if (filter !== "FlateDecode") {
    refusePdf(`a stream is packed as ${clipped(String(filter), 30)}`);
  }
  const { bytes: content, isTooLarge } = await unpacked(bytes, "deflate", PDF_STREAM_MAX);
  return content ?? refusePdf(isTooLarge ? "a stream is too large" : "a stream is damaged");
}

function fromAscii85(text) {
  const digits = text.replace(/\s/g, "").replace(/~>$/, "").replaceAll("z", "!!!!!");
  const bytes = [];
  for (let at = 0; at < digits.length; at += 5) {
    const group = digits.slice(at, at + 5);
    const value = [...group.padEnd(5, "u")].reduce((sum, digit) => sum * 85 + digit.charCodeAt(0) - 33, 0);
    if (!/^[!-u]{2,5}$/.test(group) || value > 0xffffffff) {
      refusePdf("a stream is damaged");
    }
    bytes.push(...[24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).slice(0, group.length - 1));
  }
  return Uint8Array.from(bytes);
}

/** Undo what tables of objects are written with: each row as its difference from the one above (PNG, up). */
function unpredicted(bytes, parameters) {
  const predictor = parameters?.Predictor ?? 1;
  if (predictor === 1) {
    return bytes;
  }
  const width = parameters.Columns;
  if (predictor < 10 || !Number.isInteger(width) || width < 1 || bytes.length % (width + 1)) {
    refusePdf("a stream is written in another way");
  }
  const rows = new Uint8Array((bytes.length / (width + 1)) * width);
  for (let from = 0, to = 0; from < bytes.length; from += width + 1, to += width) {
    if (bytes[from] !== 0 && bytes[from] !== 2) {
      refusePdf("a stream is written in another way");
    }
    for (let step = 0; step < width; step += 1) {
      const above = bytes[from] === 2 && to ? rows[to - width + step] : 0;
      rows[to + step] = bytes[from + 1 + step] + above;
    }
  }
  return rows;
}

/** Reads one value from a place: names as {name}, strings as {octets}, references as {ref}, streams with their start. */
class PdfReader {
  constructor(file, at) {
    this.file = file;
    this.text = file.text;
    this.at = at;
  }

  match(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) {
      this.at = pattern.lastIndex;
    }
    return found;
  }

  space() {
    while (this.match(/[\0\t\n\f\r ]+|%[^\r\n]*/y)) {
      // passed over
    }
  }

  indirect() {
    const heading = this.match(/\s*([0-9]{1,10})\s+[0-9]{1,5}\s+obj\b/y) ?? refusePdf("an object is missing");
    const value = this.value();
    this.space();
    if (isDict(value) && this.match(/stream(\r\n|\n)/y)) {
      value.start = this.at;
    }
    return { number: Number(heading[1]), value };
  }

  value(depth = 0) {
    this.space();
    if (depth > PDF_DEPTH_MAX) {
      refusePdf("too many levels");
    }
    const word = this.match(/<<|\[|\(|<[0-9A-Fa-f\s]*>|\/[^\0\t\n\f\r ()<>[\]{}/%]*|[+-]?[0-9.]+|true|false|null/y);
    switch (word?.[0][0]) {
      case "[":
        return this.list(depth);
      case "(":
        return { octets: this.literal() };
      case "<":
        return word[0] === "<<" ? this.dictionary(depth) : { octets: hexOctets(word[0]) };
      case "/":
        return { name: pdfName(word[0].slice(1)) };
      case "t":
        return true;
      case "f":
        return false;
      case "n":
        return null;
      case undefined:
        return refusePdf("a value is missing");
      default:
        return this.numberOrReference(word[0]);
    }
  }

  numberOrReference(digits) {
    const isWhole = /^[0-9]{1,10}$/.test(digits);
    return isWhole && this.match(/\s+[0-9]{1,5}\s+R(?![A-Za-z])/y) ? { ref: Number(digits) } : Number(digits);
  }

  list(depth) {
    const found = [];
    for (this.space(); !this.match(/\]/y); this.space()) {
      found.push(this.value(depth + 1));
    }
    return found;
  }

  dictionary(depth) {
    const found = Object.create(null);
    for (this.space(); !this.match(/>>/y); this.space()) {
      const name = this.match(/\/[^\0\t\n\f\r ()<>[\]{}/%]*/y) ?? refusePdf("a dictionary is damaged");
      const key = pdfName(name[0].slice(1));
      if (key in found || ["ref", "octets", "name", "start"].includes(key)) {
        refusePdf("a dictionary is damaged");
      }
      found[key] = this.value(depth + 1);
    }
    return found;
  }

  /** The bytes of a string in brackets; brackets inside it come in pairs, or behind a backslash. */
  literal() {
    const bytes = [];
    for (let depth = 1; ; this.at += 1) {
      const sign = this.text[this.at];
      if (sign === undefined) {
        refusePdf("a string has no end");
      }
      depth += sign === "(" ? 1 : sign === ")" ? -1 : 0;
      if (!depth) {
        this.at += 1;
        return Uint8Array.from(bytes);
      }
      bytes.push(...(sign === "\\" ? this.escaped() : [sign.charCodeAt(0)]));
    }
  }

  escaped() {
    const octal = /[0-7]{1,3}/y;
    octal.lastIndex = this.at + 1;
    const digits = octal.exec(this.text)?.[0];
    this.at += digits ? digits.length : 1;
    if (digits) {
      return [parseInt(digits, 8) & 255];
    }
    const sign = this.text[this.at] ?? "";
    const known = { n: 10, r: 13, t: 9, b: 8, f: 12 }[sign];
    return sign === "\n" || sign === "\r" || !sign ? [] : [known ?? sign.charCodeAt(0)];
  }
}

function pdfName(text) {
  return text.replace(/#([0-9A-Fa-f]{2})/g, (_, digits) => String.fromCharCode(parseInt(digits, 16)));
}

function hexOctets(text) {
  const digits = text.replace(/[<>\s]/g, "");
  return Uint8Array.from((digits + "0".repeat(digits.length % 2)).match(/../g) ?? [], (pair) => parseInt(pair, 16));
}
