/** DescribeUserPool: the settings of the pool. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPool.html */
import { ofPool } from '../operation.ts'
import { answerPool } from '../settings/pool-answer.ts'

export const describeUserPool = ofPool({}, (context) => ({ UserPool: answerPool(context) }))
