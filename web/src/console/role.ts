import { createContext, useContext } from 'react'

/** The role of the key that opened the console, as the server's page says it. */
export const Role = createContext('')

/**
 * What not every role may ask for, by the routes' own rows (http/routes_*.hpp). The server refuses the rest; here it is
 * known so that nobody is offered what only refuses them. tests/roles.test.mjs holds it against openapi.json.
 */
const roles = {
  actions: ['admin', 'auditor'],
  checkpoint: ['admin', 'auditor'],
  experiments: ['admin', 'app', 'analyst'],
  webhooks: ['admin', 'app'],
} as const

export type Right = keyof typeof roles

export const rolesOf = (right: Right): readonly string[] => roles[right]

export function useMay(): (right: Right | undefined) => boolean {
  const role = useContext(Role)
  return (right) => right === undefined || rolesOf(right).includes(role)
}
