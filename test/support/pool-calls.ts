/** What a person does at a running stack, by plain requests. */
import type { StackDetails } from '../../local/details-file.ts'
import type { StartedStack } from './started-stack.ts'

export const password = 'correct horse battery staple'

export interface PoolAnswer {
  readonly status: number
  readonly message?: string
  readonly AuthenticationResult?: { readonly AccessToken: string; readonly RefreshToken?: string }
}

/** One operation of the pool. */
export async function askPool(
  { cognitoEndpoint }: Pick<StackDetails, 'cognitoEndpoint'>,
  operation: string,
  input: object,
): Promise<PoolAnswer> {
  const response = await fetch(cognitoEndpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
    },
    body: JSON.stringify(input),
  })
  return { status: response.status, ...JSON.parse(await response.text()) }
}

export function signUp(details: StackDetails, email: string): Promise<PoolAnswer> {
  return askPool(details, 'SignUp', {
    ClientId: details.clients.public.clientId,
    Username: email,
    Password: password,
    UserAttributes: [{ Name: 'email', Value: email }],
  })
}

export function signIn(
  details: StackDetails,
  flow: 'USER_PASSWORD_AUTH' | 'REFRESH_TOKEN_AUTH',
  parameters: Readonly<Record<string, string>>,
): Promise<PoolAnswer> {
  return askPool(details, 'InitiateAuth', {
    ClientId: details.clients.public.clientId,
    AuthFlow: flow,
    AuthParameters: parameters,
  })
}

/** Signs up, confirms by the code in the mail, and signs in. */
export async function enroll(stack: StartedStack, email: string): Promise<PoolAnswer> {
  const { details } = stack
  await signUp(details, email)
  const mail = await stack.api<readonly { readonly code?: string }[]>(`/api/mailbox?to=${email}`)
  await askPool(details, 'ConfirmSignUp', {
    ClientId: details.clients.public.clientId,
    Username: email,
    ConfirmationCode: mail.find(({ code }) => code !== undefined)?.code,
  })
  return signIn(details, 'USER_PASSWORD_AUTH', { USERNAME: email, PASSWORD: password })
}
