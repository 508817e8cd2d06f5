/** AdminGetUser: everything about one user. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetUser.html */
import { ofUser } from '../operation.ts'
import { answerAdminUser } from '../users/user-answer.ts'

export const adminGetUser = ofUser({}, (context, user) => answerAdminUser(user))
