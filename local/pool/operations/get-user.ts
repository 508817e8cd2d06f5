/** GetUser: the profile of the token's own user. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html */
import { ofToken } from '../operation.ts'
import { listAttributes } from '../users/attributes.ts'
import { canRead } from '../tokens/token-claims.ts'

export const getUser = ofToken({}, (context, { user, client }) => {
  const readable = [...user.attributes].filter(([name]) => canRead(client, name))
  return {
    Username: user.username,
    UserAttributes: listAttributes(new Map([['sub', user.sub], ...readable])),
  }
})
