/* The published schemas of statements (JSON Schema 2020-12): what they use of it, and not a word more.

   A keyword that is not known here is an error of this page: a schema that is checked in part is not checked. */

"use strict";

const SCHEMA_MISTAKES_MAX = 20;
const SCHEMA_SILENT = ["$schema", "$id", "$defs", "title", "description", "$comment", "examples"];

/** What in a credential breaks the schema of its kind, each with the member it is about; what may be hidden may be missing. */
function schemaMistakes(credential, kind, isHideable) {
  const schema = (isHideable ? SHOWN_SCHEMAS : SCHEMAS)[`${kind.name}/${kind.version}`];
  const mistakes = [];
  new SchemaReader(schema, mistakes).check(credential, schema, "");
  return mistakes.slice(0, SCHEMA_MISTAKES_MAX);
}

class SchemaReader {
  constructor(root, mistakes) {
    this.root = root;
    this.mistakes = mistakes;
  }

  say(path, what) {
    this.mistakes.push(`${path || "the statement"}: ${clipped(what, 200)}`);
  }

  check(value, schema, path) {
    for (const [word, rule] of Object.entries(schema)) {
      if (SCHEMA_SILENT.includes(word)) {
        continue;
      }
      if (!Object.hasOwn(SCHEMA_RULES, word)) {
        throw new Error(`the schema has the keyword ${word}, which this page does not know`);
      }
      SCHEMA_RULES[word](this, value, rule, path, schema);
    }
  }

  isValid(value, schema) {
    const mistakes = [];
    new SchemaReader(this.root, mistakes).check(value, schema, "");
    return !mistakes.length;
  }
}

const SCHEMA_TYPES = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === "string",
  boolean: (value) => typeof value === "boolean",
  integer: (value) => Number.isInteger(value),
  number: (value) => typeof value === "number",
  null: (value) => value === null,
};

const URI =
  /^[A-Za-z][A-Za-z0-9+.-]*:(\/\/\[[0-9A-Fa-f:.]+\])?([\w.~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*(#([\w.~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)?$/;

const SCHEMA_FORMATS = {
  date: (text) => dayOf(text) !== null,
  "date-time": (text) => INSTANT.test(text) && isInstant(text),
  uri: (text) => URI.test(text),
};

const SCHEMA_RULES = {
  $ref(reader, value, rule, path) {
    reader.check(value, reader.root.$defs[rule.replace("#/$defs/", "")], path);
  },
  type(reader, value, rule, path) {
    if (!listed(rule).some((type) => SCHEMA_TYPES[type](value))) {
      reader.say(path, `${shown(value)} is not of type ${listed(rule).map(shown).join(", ")}`);
    }
  },
  const(reader, value, rule, path) {
    if (canonical(value) !== canonical(rule)) {
      reader.say(path, `${shown(rule)} was expected`);
    }
  },
  enum(reader, value, rule, path) {
    if (!rule.some((each) => canonical(each) === canonical(value))) {
      reader.say(path, `${shown(value)} is not one of ${rule.map(shown).join(", ")}`);
    }
  },
  pattern(reader, value, rule, path) {
    if (typeof value === "string" && !new RegExp(rule, "u").test(value)) {
      reader.say(path, `${shown(value)} does not match ${shown(rule)}`);
    }
  },
  format(reader, value, rule, path) {
    if (typeof value === "string" && !SCHEMA_FORMATS[rule](value)) {
      reader.say(path, `${shown(value)} is not a "${rule}"`);
    }
  },
  minLength(reader, value, rule, path) {
    if (typeof value === "string" && [...value].length < rule) {
      reader.say(path, `${shown(value)} is shorter than ${rule} character${rule === 1 ? "" : "s"}`);
    }
  },
  maxLength(reader, value, rule, path) {
    if (typeof value === "string" && [...value].length > rule) {
      reader.say(path, `${shown(value)} is longer than ${rule} characters`);
    }
  },
  minItems(reader, value, rule, path) {
    if (Array.isArray(value) && value.length < rule) {
      reader.say(path, `${shown(value)} has less than ${rule} item${rule === 1 ? "" : "s"}`);
    }
  },
  maxItems(reader, value, rule, path) {
    if (Array.isArray(value) && value.length > rule) {
      reader.say(path, `${shown(value)} has more than ${rule} items`);
    }
  },
  uniqueItems(reader, value, rule, path) {
    if (rule && Array.isArray(value) && new Set(value.map(canonical)).size < value.length) {
      reader.say(path, `${shown(value)} has non-unique elements`);
    }
  },
  items(reader, value, rule, path) {
    if (Array.isArray(value)) {
      value.forEach((each, index) => reader.check(each, rule, inside(path, index)));
    }
  },
  properties(reader, value, rule, path) {
    if (isObject(value)) {
      for (const [name, inner] of Object.entries(rule)) {
        if (name in value) {
          reader.check(value[name], inner, inside(path, name));
        }
      }
    }
  },
  required(reader, value, rule, path) {
    for (const name of isObject(value) ? rule : []) {
      if (!(name in value)) {
        reader.say(path, `"${name}" is a required property`);
      }
    }
  },
  additionalProperties(reader, value, rule, path, schema) {
    const more = isObject(value) ? Object.keys(value).filter((name) => !Object.hasOwn(schema.properties ?? {}, name)) : [];
    if (rule === false && more.length) {
      const names = more.map((name) => `'${name}'`).join(", ");
      reader.say(path, `Additional properties are not allowed (${names} ${more.length > 1 ? "were" : "was"} unexpected)`);
    } else if (rule !== false) {
      more.forEach((name) => reader.check(value[name], rule === true ? {} : rule, inside(path, name)));
    }
  },
  oneOf(reader, value, rule, path) {
    if (rule.filter((each) => reader.isValid(value, each)).length !== 1) {
      reader.say(path, `${shown(value)} is not valid under exactly one of the schemas listed in the 'oneOf' keyword`);
    }
  },
  anyOf(reader, value, rule, path) {
    if (!rule.some((each) => reader.isValid(value, each))) {
      reader.say(path, `${shown(value)} is not valid under any of the schemas listed in the 'anyOf' keyword`);
    }
  },
  allOf(reader, value, rule, path) {
    rule.forEach((each) => reader.check(value, each, path));
  },
};

function inside(path, step) {
  return path ? `${path}.${step}` : String(step);
}

function shown(value) {
  return JSON.stringify(value);
}

function isInstant(text) {
  try {
    instantOf(text, "");
    return true;
  } catch (error) {
    requireRefused(error);
    return false;
  }
}
