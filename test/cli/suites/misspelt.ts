/** A configuration with a part under a wrong name. */
export { preSignUp } from './before.ts'
export { preSignUp as preAuthentification } from './before.ts'
