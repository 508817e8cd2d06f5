/** The credentials that sign requests. */
import type { Credentials } from './sign-request.ts'

/** The function's own credentials, unless the process replaces them. An operator's credentials come from a profile and
 * are renewed. Each request reads them anew. */
export const signer: { credentials(): Credentials | Promise<Credentials> } = {
  credentials: functionCredentials,
}

/** Lambda puts the role's credentials into the environment. */
function functionCredentials(): Credentials {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId = '',
    AWS_SECRET_ACCESS_KEY: secretAccessKey = '',
    AWS_SESSION_TOKEN: sessionToken,
  } = process.env
  return { accessKeyId, secretAccessKey, sessionToken }
}
