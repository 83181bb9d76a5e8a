/* JSON that is signed: a strict reader, and the one text of a value that a signature is over (RFC 8785, JCS).

   The reader of the browser would take a member that stands twice, round a number, and pass over what hides in a text.
   This one refuses whatever two readers could understand differently, and says where it stands. */

"use strict";

const JSON_BYTES_MAX = 4 * 1024 * 1024;
const JSON_DEPTH_MAX = 24;
const JSON_TEXT_MAX = 3 * 1024 * 1024;
const JSON_NUMBER_MAX = 32;
const JSON_NODES_MAX = 200_000; // values in one text

// Control characters but tab and line breaks; overrides and isolates of direction; halves of a pair; no characters.
const BAD_TEXT =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]/u;

/** The value of a JSON text; objects have no prototype, so that no name means more.

    `isWhole` takes no numbers but whole ones in their plain spelling, `wholeName` no others for a member of that name. */
function readJson(bytes, { max = JSON_BYTES_MAX, nodes = JSON_NODES_MAX, isWhole = false, wholeName = null } = {}) {
  if (bytes.length > max) {
    throw new Refused(`${bytes.length} bytes`, `at most ${max} bytes`);
  }
  const text = textOf(bytes);
  if (text === null) {
    throw new Refused("no UTF-8", "UTF-8 text");
  }
  const reader = new JsonReader(text, nodes, { isWhole, wholeName });
  reader.space();
  const value = reader.value("", 0);
  reader.space();
  if (reader.at < text.length) {
    reader.refuse("extra data");
  }
  return value;
}

/** The members of a JSON object. */
function readObject(bytes, options) {
  const value = readJson(bytes, options);
  if (!isObject(value)) {
    const kinds = { string: "str", number: "int", boolean: "bool" };
    const kind = value === null ? "NoneType" : Array.isArray(value) ? "list" : kinds[typeof value];
    throw new Refused(`a JSON ${kind}`, "a JSON object");
  }
  return value;
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

class JsonReader {
  constructor(text, nodesMax, { isWhole, wholeName }) {
    this.text = text;
    this.nodesMax = nodesMax;
    this.nodes = 0;
    this.isWhole = isWhole;
    this.wholeName = wholeName;
    this.at = 0;
  }

  refuse(what) {
    throw new Refused(`no JSON: ${what}: char ${this.at}`, "one JSON value");
  }

  space() {
    while (" \t\n\r".includes(this.text[this.at]) && this.at < this.text.length) {
      this.at += 1;
    }
  }

  value(path, depth) {
    this.nodes += 1;
    if (this.nodes > this.nodesMax) {
      throw new Refused(`more than ${this.nodesMax} values`, "a statement, which has few");
    }
    const sign = this.text[this.at];
    if (sign === "{" || sign === "[") {
      if (depth >= JSON_DEPTH_MAX) {
        throw new Refused(`more than ${JSON_DEPTH_MAX} levels`, "a shallow JSON value");
      }
      return sign === "{" ? this.members(path, depth + 1) : this.list(path, depth + 1);
    }
    if (sign === '"') {
      return this.string(path);
    }
    for (const [word, value] of [["true", true], ["false", false], ["null", null]]) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    return this.number(this.isWhole || (depth === 1 && path === this.wholeName));
  }

  members(path, depth) {
    const found = Object.create(null);
    this.at += 1;
    this.space();
    if (this.text[this.at] === "}") {
      this.at += 1;
      return found;
    }
    for (;;) {
      if (this.text[this.at] !== '"') {
        this.refuse("Expecting property name enclosed in double quotes");
      }
      const name = this.string(`a name in ${path || "the object"}`);
      if (name in found) {
        throw new Refused(`member ${worded(clipped(name, 40))} twice`, "each member once");
      }
      this.space();
      if (this.text[this.at] !== ":") {
        this.refuse("Expecting ':' delimiter");
      }
      this.at += 1;
      this.space();
      found[name] = this.value(path ? `${path}.${clipped(name, 40)}` : clipped(name, 40), depth);
      if (this.isEnd("}")) {
        return found;
      }
    }
  }

  list(path, depth) {
    const found = [];
    this.at += 1;
    this.space();
    if (this.text[this.at] === "]") {
      this.at += 1;
      return found;
    }
    for (;;) {
      found.push(this.value(`${path}[${found.length}]`, depth));
      if (this.isEnd("]")) {
        return found;
      }
    }
  }

  /** Whether what was read was the last before a bracket; else a comma is passed. */
  isEnd(bracket) {
    this.space();
    const sign = this.text[this.at];
    if (sign !== bracket && sign !== ",") {
      this.refuse("Expecting ',' delimiter");
    }
    this.at += 1;
    if (sign === ",") {
      this.space();
    }
    return sign === bracket;
  }

  string(path) {
    let end = this.at + 1;
    while (end < this.text.length && this.text[end] !== '"') {
      end += this.text[end] === "\\" ? 2 : 1;
    }
    let text;
    try {
      text = JSON.parse(this.text.slice(this.at, end + 1)); // one text: what no text may hold is refused
    } catch {
      this.refuse("a text without its end, or with what no text may hold");
    }
    this.at = end + 1;
    if (text.length > JSON_TEXT_MAX && [...text].length > JSON_TEXT_MAX) {
      throw new Refused(`${path}: a text of ${[...text].length} characters`, `at most ${JSON_TEXT_MAX}`);
    }
    const bad = BAD_TEXT.exec(text);
    if (bad) {
      const code = bad[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
      throw new Refused(`${path}: character U+${code}`, "plain text");
    }
    return text;
  }

  number(isWhole) {
    const pattern = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
    pattern.lastIndex = this.at;
    const digits = pattern.exec(this.text)?.[0] ?? /^-?(?:NaN|Infinity)/.exec(this.text.slice(this.at, this.at + 9))?.[0];
    if (digits === undefined) {
      this.refuse("Expecting value");
    }
    this.at += digits.length;
    const value = Number(digits);
    const isInteger = /^-?[0-9]+$/.test(digits);
    const isExact = isInteger
      ? Number.isSafeInteger(value) && digits !== "-0"
      : !isWhole && Number.isFinite(value) && value !== 0 && areSameDecimal(String(value), digits);
    if (digits.length > JSON_NUMBER_MAX || !isExact) {
      throw new Refused(
        `number ${worded(clipped(digits, 40))}`,
        "numbers that every reader understands alike; exact quantities are written as text",
      );
    }
    return value;
  }
}

/** Whether two decimal numbers are the same number: 1.50e1 and 15. */
function areSameDecimal(one, other) {
  const [a, b] = [decimalParts(one), decimalParts(other)];
  return a.digits === b.digits && a.exponent === b.exponent && a.isNegative === b.isNegative;
}

function decimalParts(text) {
  const [, minus, whole, fraction = "", exponent = "0"] = /^(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?$/.exec(text);
  const all = (whole + fraction).replace(/^0+/, "");
  const digits = all.replace(/0+$/, "");
  return { digits, exponent: Number(exponent) - fraction.length + all.length - digits.length, isNegative: minus === "-" };
}

/** The canonical text of a value: names sorted by UTF-16 units, no blanks, numbers as ECMAScript writes them. */
function canonical(value) {
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join(",")}]`;
  }
  if (isObject(value)) {
    const names = Object.keys(value).sort();
    return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

/** A value as the answers of the checks show it, at most `count` characters of it. */
function worded(value, count = Infinity) {
  return clipped(wordedWhole(value), count);
}

function wordedWhole(value) {
  if (value === null || value === undefined) {
    return "None";
  }
  if (typeof value === "boolean") {
    return value ? "True" : "False";
  }
  if (typeof value === "string") {
    const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
    const escaped = value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\t", "\\t").replaceAll("\r", "\\r");
    return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
  }
  if (Array.isArray(value)) {
    return `[${value.map(wordedWhole).join(", ")}]`;
  }
  if (isObject(value)) {
    return `{${Object.keys(value).map((name) => `${wordedWhole(name)}: ${wordedWhole(value[name])}`).join(", ")}}`;
  }
  return String(value);
}
