/** Another reader of Amazon States Language. */
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
/** The package ships no types. */
const validate: (definition: object) => { errorsText(separator: string): string } = require('asl-validator')

/** What is wrong with the definition; empty for one that is right. */
export function findAslErrors(definition: object): string {
  // It writes into what it reads.
  return validate(structuredClone(definition)).errorsText('; ')
}
