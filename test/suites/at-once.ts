/** The suite as it comes, for tests that provision users whom they have just made. */
import { suiteRecordIndex } from '../../triggers/adapters/record-index-dynamodb.ts'
import { cognitoUserList } from '../../triggers/adapters/user-list-cognito.ts'
import { defineProvisioningWorker } from '../../triggers/provisioning-worker/config.ts'
import { postConfirmation } from './shipped.ts'

export { postConfirmation, preSignUp, preTokenGeneration } from './shipped.ts'

export const provisioningWorker = () =>
  defineProvisioningWorker({
    postConfirmation: postConfirmation(),
    index: suiteRecordIndex,
    users: cognitoUserList,
    reconcile: { minAgeMs: 0 },
  })
