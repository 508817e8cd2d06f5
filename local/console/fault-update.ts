/** Reads the body of `PUT /api/faults`. It is applied only when all of it is right. */
import { suggest } from '@cognito-trigger-suite/triggers/internal/core/options/nearest'
import { type Fault, readFault } from '../faults/fault.ts'
import { parseJson } from '../parse-json.ts'

export type FaultUpdate =
  | { readonly ok: true; readonly faults: ReadonlyMap<string, Fault | null> }
  | { readonly ok: false; readonly problem: string }

/** Reads a JSON text of dependency → fault or null; `names` are the dependencies that exist. */
export const readFaultUpdate = (text: string, names: readonly string[]): FaultUpdate => {
  const body = parseJson(text)
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return { ok: false, problem: 'The body must be a JSON object of dependency names and their faults.' }

  const faults = new Map<string, Fault | null>()
  for (const [name, value] of Object.entries(body)) {
    if (!names.includes(name)) {
      const advice = suggest(name, names) || `; name one of ${names.join(', ')}.`
      const problem = `There is no dependency ${JSON.stringify(name)}${advice}`
      return { ok: false, problem }
    }
    const reading = readFault(name, value)
    if (!reading.ok) return reading
    faults.set(name, reading.fault)
  }
  return { ok: true, faults }
}
