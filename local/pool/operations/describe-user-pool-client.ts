/** DescribeUserPoolClient: the settings of an app client, its secret included. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPoolClient.html */
import { ofPool } from '../operation.ts'
import { demandClient } from '../context.ts'
import { required } from '../input.ts'
import { clientId } from '../members.ts'
import { answerClient } from '../settings/pool-answer.ts'

export const describeUserPoolClient = ofPool({ ClientId: required(clientId) }, (context, input) => ({
  UserPoolClient: answerClient(context, demandClient(context, input.ClientId)),
}))
