/** Answers the few calls that the console's page makes, so that the page can be tested without the whole stack. */
import { once } from 'node:events'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import type { InvocationView } from '../../local/console/views.ts'
import type { Mailbox } from '../../local/stand-ins/mailbox.ts'
import {
  coldCall,
  deniedCall,
  plainCall,
  provisioningSteps,
  slowCall,
  tokenCall,
} from '../browser/fake-calls.ts'

export interface FakeCognitoOptions {
  readonly mailbox: Mailbox
  readonly record: (view: InvocationView) => void
  readonly now: () => number
}

export interface FakeCognito {
  readonly endpoint: string
  close(): Promise<void>
}

export const temporaryPassword = 'Temporary-Horse-1'

type Input = Readonly<Record<string, unknown>>

interface User {
  readonly sub: string
  readonly code: string
  readonly name: string
  isConfirmed: boolean
}

/**
 * Starts the fake on 127.0.0.1. Addresses at `blocked.example` are denied by a trigger, those at `slow.example` meet a
 * trigger that is too slow twice, and those at `invited.example` have a temporary password.
 */
export const startFakeCognito = async (options: FakeCognitoOptions): Promise<FakeCognito> => {
  const users = new Map<string, User>()
  let operations = 0

  const record = (trigger: string, source: string, operation: string, rest: Partial<InvocationView>) =>
    options.record({ ...plainCall(trigger, source, operation, operations, options.now()), ...rest })

  const signUp = (input: Input) => {
    const email = String(input['Username'])
    if (String(input['Password']).length < 8) {
      return refuse(
        'InvalidPasswordException',
        'Password did not conform with policy: Password not long enough',
      )
    }
    if (email.endsWith('@blocked.example')) {
      const text = 'Sign-up is not open to this email domain. Please use another address'
      record('pre-sign-up', 'PreSignUp_SignUp', 'SignUp', deniedCall('email_domain_not_allowed', text))
      return refuse(
        'UserLambdaValidationException',
        `PreSignUp failed with error [email_domain_not_allowed] ${text}.`,
      )
    }
    if (email.endsWith('@slow.example')) {
      for (const attempt of [1, 2]) {
        record('pre-sign-up', 'PreSignUp_SignUp', 'SignUp', {
          ...slowCall,
          attempt,
          requestId: `slow-${attempt}`,
        })
      }
      return refuse(
        'UnexpectedLambdaException',
        'PreSignUp invocation failed due to error Socket timeout while invoking Lambda function.',
      )
    }
    if (users.has(email)) return refuse('UsernameExistsException', 'User already exists')
    const user = {
      sub: `sub-${users.size + 1}`,
      code: String(123_456 + users.size),
      name: 'Ada',
      isConfirmed: false,
    }
    users.set(email, user)
    record('pre-sign-up', 'PreSignUp_SignUp', 'SignUp', coldCall)
    sendCode(email, user)
    return { UserConfirmed: false, UserSub: user.sub }
  }

  const sendCode = (email: string, { code }: User) =>
    options.mailbox.deliver({
      to: email,
      subject: 'Your verification code',
      body: `Your confirmation code is ${code}.`,
      code,
      atMs: options.now(),
    })

  const confirm = (input: Input) => {
    const user = users.get(String(input['Username']))
    if (user === undefined || user.code !== input['ConfirmationCode'])
      return refuse('CodeMismatchException', 'Invalid verification code provided, please try again.')

    user.isConfirmed = true
    record('post-confirmation', 'PostConfirmation_ConfirmSignUp', 'ConfirmSignUp', {
      steps: provisioningSteps,
    })
    return {}
  }

  const resend = (input: Input) => {
    const email = String(input['Username'])
    const user = users.get(email)
    if (user === undefined) return refuse('UserNotFoundException', 'User does not exist.')
    sendCode(email, user)
    return {}
  }

  const signIn = (input: Input) => {
    const parameters = new Map(Object.entries(input['AuthParameters'] ?? {}))
    const email = String(parameters.get('USERNAME') ?? parameters.get('REFRESH_TOKEN'))
    if (email.endsWith('@invited.example') && parameters.get('PASSWORD') === temporaryPassword)
      return { ChallengeName: 'NEW_PASSWORD_REQUIRED', Session: email, ChallengeParameters: {} }
    const user = users.get(email)
    if (user === undefined) return refuse('NotAuthorizedException', 'Incorrect username or password.')
    if (!user.isConfirmed) return refuse('UserNotConfirmedException', 'User is not confirmed.')
    const source = parameters.has('USERNAME') ? 'Authentication' : 'RefreshTokens'
    record('pre-token-generation', `TokenGeneration_${source}`, 'InitiateAuth', tokenCall(email))
    return {
      ChallengeParameters: {},
      AuthenticationResult: {
        ...makeTokens(email, user, options.now()),
        ...(parameters.has('USERNAME') && { RefreshToken: email }),
      },
    }
  }

  const choosePassword = (input: Input) => {
    const responses = new Map(Object.entries(input['ChallengeResponses'] ?? {}))
    const email = String(input['Session'])
    if (String(responses.get('NEW_PASSWORD')).length < 8) {
      return refuse(
        'InvalidPasswordException',
        'Password does not conform to policy: Password not long enough',
      )
    }
    const user = { sub: `sub-${users.size + 1}`, code: '', name: 'Grace', isConfirmed: true }
    users.set(email, user)
    record(
      'pre-token-generation',
      'TokenGeneration_NewPasswordChallenge',
      'RespondToAuthChallenge',
      tokenCall(email),
    )
    return { AuthenticationResult: { ...makeTokens(email, user, options.now()), RefreshToken: email } }
  }

  const operationsByName = new Map<string, (input: Input) => object>([
    ['SignUp', signUp],
    ['ConfirmSignUp', confirm],
    ['ResendConfirmationCode', resend],
    ['InitiateAuth', signIn],
    ['RespondToAuthChallenge', choosePassword],
  ])
  const app = new Hono()
  app.use(cors({ origin: '*', allowHeaders: ['content-type', 'x-amz-target'] }))
  app.post('/', async (context) => {
    operations += 1
    const name = context.req.header('x-amz-target')?.split('.')[1] ?? ''
    const answer =
      operationsByName.get(name)?.(await context.req.json()) ?? refuse('UnknownOperationException', '')
    return context.json(answer, '__type' in answer ? 400 : 200)
  })
  const server = createAdaptorServer({ fetch: app.fetch })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    endpoint: `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      if ('closeAllConnections' in server) server.closeAllConnections()
      await closed
    },
  }
}

const refuse = (type: string, message: string) => ({ __type: type, message })

const makeTokens = (email: string, user: User, nowMs: number) => {
  const issuedAtS = Math.floor(nowMs / 1000)
  const base = {
    sub: user.sub,
    iss: 'http://127.0.0.1/eu-west-1_fake',
    iat: issuedAtS,
    exp: issuedAtS + 3600,
  }
  return {
    IdToken: encodeToken({
      ...base,
      token_use: 'id',
      email,
      name: 'Ada Lövelace',
      tenant: 'acme',
      plan: 'pro',
    }),
    AccessToken: encodeToken({
      ...base,
      token_use: 'access',
      client_id: 'public',
      username: user.sub,
      scope: 'aws.cognito.signin.user.admin orders/read',
      tenant: 'acme',
    }),
    TokenType: 'Bearer',
    ExpiresIn: 3600,
  }
}

const encodeToken = (claims: object) =>
  [{ alg: 'none' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.') +
  '.signature'
