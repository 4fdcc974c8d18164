// Makes the types of src/schema.ts from the server's OpenAPI document.

/** The document without what differs from one installation to the next. */
export function snapshot(document) {
  const { servers: _servers, ...rest } = document
  return `${JSON.stringify(rest, null, 1)}\n`
}

const isNull = (schema) => schema.type === 'null'

function literal(schema) {
  return schema.enum.map((name) => `'${name}'`).join(' | ')
}

function typeOf(schema) {
  if (schema.$ref) return schema.$ref.split('/').pop()
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' | ')
  if (schema.allOf) return schema.allOf.map(typeOf).join(' & ')
  if (schema.enum) return literal(schema)
  if (Array.isArray(schema.type)) return schema.type.map((type) => typeOf({ type })).join(' | ')
  switch (schema.type) {
    case 'string':
      return schema.format === 'date-time' ? 'Timestamp' : 'string'
    case 'integer':
    case 'number':
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'null':
      return 'null'
    case 'array': {
      const item = typeOf(schema.items ?? {})
      return /^[\w.]+$/.test(item) ? `${item}[]` : `Array<${item}>`
    }
    case 'object':
      if (schema.properties) return `{ ${members(schema, false).join('; ')} }`
      return schema.additionalProperties ? `Record<string, ${typeOf(schema.additionalProperties)}>` : 'object'
    default:
      return 'unknown'
  }
}

/** `T` of `T | null`: what may be absent is left out of answers, never null in them. */
function withoutNull(schema) {
  if (!schema.anyOf || schema.anyOf.length !== 2 || !isNull(schema.anyOf[1])) return schema
  const { anyOf, ...rest } = schema
  return { ...rest, ...anyOf[0] }
}

/** Lists and maps are optional to send and always there in answers. */
function isAlwaysAnswered(schema) {
  return schema.type === 'array' || (schema.type === 'object' && 'additionalProperties' in schema)
}

function members(schema, sent) {
  const required = new Set(schema.required ?? [])
  return Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const plain = typeOf(sent ? property : withoutNull(property))
    const inner = sent ? plain.replace(/Record<string, string( \| null)?>/, 'Metadata') : plain
    const there = required.has(name) || (!sent && isAlwaysAnswered(property))
    const type = inner
      .split(' | ')
      .filter((one, at, all) => all.indexOf(one) === at)
      .join(' | ')
    const doc = property.description ? `/** ${property.description} */\n  ` : ''
    return `${doc}${name}${there ? '' : '?'}: ${type}${sent && !there ? ' | undefined' : ''}`
  })
}

function references(schema, found) {
  if (!schema || typeof schema !== 'object') return found
  if (typeof schema.$ref === 'string') found.add(schema.$ref.split('/').pop())
  for (const value of Object.values(schema)) references(value, found)
  return found
}

function closure(names, schemas) {
  const all = new Set()
  const visit = (name) => {
    if (all.has(name) || !schemas[name]) return
    all.add(name)
    for (const next of references(schemas[name], new Set())) visit(next)
  }
  names.forEach(visit)
  return all
}

export function generate(document) {
  const schemas = document.components.schemas
  const bodies = new Set()
  for (const operations of Object.values(document.paths)) {
    for (const operation of Object.values(operations)) references(operation.requestBody, bodies)
  }
  const sent = closure(bodies, schemas)
  let out = `// Made by tools/generate.mjs from openapi.json, which the server makes from its own route table.
// Do not edit: run ./dev sdk.

/** RFC 3339 in UTC, with milliseconds. */
export type Timestamp = string
/** Keys to set; null or an empty string removes one. What is undefined is not sent. */
export type Metadata = Record<string, string | null | undefined>
`
  for (const [name, schema] of Object.entries(schemas)) {
    const body = members(schema, sent.has(name))
      .map((member) => `  ${member}\n`)
      .join('')
    out += `\nexport interface ${name} {${body ? `\n${body}` : ''}}\n`
  }
  return out
}
