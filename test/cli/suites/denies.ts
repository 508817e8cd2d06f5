/** Tokens that are over their budget, which denies. */
import { tokenTooLarge } from '../../../triggers/core/denial-catalogue.ts'
import { definePreTokenGeneration } from '../../../triggers/pre-token-generation/define.ts'
import { bigClaim, fixedClaims } from './rules.ts'
import { priorities } from './trims.ts'

export const preTokenGeneration = () =>
  definePreTokenGeneration({
    claims: [fixedClaims(['reader']), bigClaim],
    size: { priorities, onOverflow: tokenTooLarge },
  })
