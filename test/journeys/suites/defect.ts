/** A suite with a defect in its claims, for the rollout to find. */
import { definePreTokenGeneration } from '../../../triggers/pre-token-generation/define.ts'

export { postConfirmation, preSignUp, provisioningWorker } from '../../suites/shipped.ts'

export const preTokenGeneration = () =>
  definePreTokenGeneration({
    claims: [
      {
        name: 'broken',
        sources: ['TokenGeneration_Authentication'],
        claimNames: [],
        contribute() {
          throw new RangeError('a defect')
        },
      },
    ],
  })
