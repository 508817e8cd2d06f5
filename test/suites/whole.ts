/** The suite as it comes, with each trigger that a suite may do without, as its recipe has it. */
export * from './shipped.ts'
export { customMessage } from './custom-message.ts'
export { preAuthentication } from './pre-authentication.ts'
