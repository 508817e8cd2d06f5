/** Nobody signs up while the team's own queue, of a service that the stack does not stand in for, has too many orders. */
import type { JsonService } from '../../../triggers/adapters/aws-services.ts'
import { connectTo } from '../../../triggers/adapters/connection.ts'
import { callService } from '../../../triggers/adapters/signed-call.ts'
import { temporarilyUnavailable } from '../../../triggers/core/denial-catalogue.ts'
import type { Dependency } from '../../../triggers/core/step.ts'
import { definePreSignUp } from '../../../triggers/pre-sign-up/define.ts'
import { defineRule } from '../../../triggers/pre-sign-up/rule.ts'

export { postConfirmation, preTokenGeneration, provisioningWorker } from '../../suites/shipped.ts'

const sqs: JsonService = {
  name: 'orders',
  signingName: 'sqs',
  variable: 'SQS',
  target: 'AmazonSQS',
  json: '1.0',
}

const orders: Dependency = {
  name: 'orders',
  resources: ['arn:aws:sqs:eu-west-1:111122223333:orders'],
}

const calmTimes = defineRule({
  name: 'calm-times',
  sources: ['PreSignUp_SignUp'],
  fact: {
    name: 'queue',
    dependency: orders,
    actions: ['sqs:GetQueueAttributes'],
    budgetMs: 1_000,
    attempts: 1,
    onFailure: { kind: 'deny', denial: temporarilyUnavailable },
    run: (_, call) =>
      callService(connectTo(sqs), sqs, 'GetQueueAttributes', { AttributeNames: ['All'] }, call),
  },
  decide: () => ({ kind: 'pass' }),
})

export const preSignUp = () => definePreSignUp({ rules: [calmTimes] })
