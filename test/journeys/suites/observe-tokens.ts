/** All tokens on trial. */
import { definePreTokenGeneration } from '../../../triggers/pre-token-generation/define.ts'
import { observeTokens } from '../../../triggers/pre-token-generation/observe-tokens.ts'
import { maintenance } from '../../../triggers/pre-token-generation/claims/maintenance.ts'
import { permissionsFromGroups } from '../../../triggers/pre-token-generation/claims/permissions-from-groups.ts'

export { postConfirmation, preSignUp, provisioningWorker } from '../../suites/shipped.ts'

export const preTokenGeneration = () =>
  observeTokens(
    definePreTokenGeneration({
      claims: [
        permissionsFromGroups({ groups: { members: ['articles:read'] } }),
        maintenance({ isOn: true, appClients: { only: ['1example23456789'] } }),
      ],
    }),
  )
