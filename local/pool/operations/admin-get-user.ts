/** AdminGetUser: everything about one user. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetUser.html */
import { demandPool, type Context } from '../context.ts'
import { demandUser } from '../users/find-user.ts'
import { request, required } from '../input.ts'
import { username, userPoolId } from '../members.ts'
import { answerAdminUser, type AdminUserAnswer } from '../users/user-answer.ts'

const readInput = request({ UserPoolId: required(userPoolId), Username: required(username) })

export function adminGetUser(context: Context, body: unknown): AdminUserAnswer {
  const input = readInput(body)
  demandPool(context, input.UserPoolId)
  return answerAdminUser(demandUser(context, input.Username))
}
