/** A suite with claims that Cedar has no type for, in a pool of event version 1. */
import { attributeClaims } from '../../../triggers/pre-token-generation/claims/attribute-claims.ts'
import { staticClaims } from '../../../triggers/pre-token-generation/claims/static-claims.ts'
import { definePreTokenGeneration } from '../../../triggers/pre-token-generation/define.ts'
import { postConfirmation, preSignUp, provisioningWorker } from '../../suites/shipped.ts'

export { postConfirmation, preSignUp, provisioningWorker }

export const preTokenGeneration = () =>
  definePreTokenGeneration({
    claims: [
      attributeClaims({ claims: { 'own:score': { attribute: 'custom:score', type: 'number' } } }),
      staticClaims({ claims: { nothing: { of: null } } }),
    ],
  })
