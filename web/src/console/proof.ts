// Checks a proof of inclusion (RFC 6962) here, in the browser: the server is not taken at its word.
import type { AuditProof } from 'payments.do'

type Bytes = Uint8Array<ArrayBuffer>

const fromHex = (hex: string): Bytes =>
  Uint8Array.from(hex.match(/../g) ?? [], (two) => Number.parseInt(two, 16))
const toHex = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')

async function hash(...parts: Bytes[]): Promise<Bytes> {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return new Uint8Array(await crypto.subtle.digest('SHA-256', all))
}

const leafMark = Uint8Array.of(0)
const nodeMark = Uint8Array.of(1)

/** True when the stored line, by its path, leads to the root of the log. */
export async function isIncluded(proof: AuditProof): Promise<boolean> {
  let node = await hash(leafMark, new TextEncoder().encode(proof.stored))
  if (toHex(node) !== proof.leafHash) return false
  // RFC 9162, 2.1.3.2; positions count from one.
  let place = BigInt(proof.position) - 1n
  let last = BigInt(proof.size) - 1n
  for (const step of proof.path) {
    if (last === 0n) return false
    const other = fromHex(step)
    if (place % 2n === 1n || place === last) {
      node = await hash(nodeMark, other, node)
      while (place % 2n === 0n && place !== 0n) {
        place /= 2n
        last /= 2n
      }
    } else {
      node = await hash(nodeMark, node, other)
    }
    place /= 2n
    last /= 2n
  }
  return last === 0n && toHex(node) === proof.root
}
