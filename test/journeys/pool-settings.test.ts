/** What cdk.json says of the pool, as a person meets it on this machine. */
import {
  ConfirmSignUpCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { expect, onTestFinished, test } from 'vitest'
import { claimsOf, type Journey, startJourney } from './journey.ts'

const email = 'jane@example.com'

function start(pool: Readonly<Record<string, unknown>>): Promise<Journey> {
  return startJourney((end) => onTestFinished(end), '../../suites/shipped', { pool })
}

function signUp({ cognito, stack }: Journey, Username: string, Password: string) {
  const { clientId: ClientId } = stack.details.clients.public
  const UserAttributes = [{ Name: 'email', Value: email }]
  return cognito.send(new SignUpCommand({ ClientId, Username, Password, UserAttributes }))
}

async function signIn({ cognito, stack }: Journey, USERNAME: string, PASSWORD: string) {
  const { clientId: ClientId } = stack.details.clients.public
  const AuthParameters = { USERNAME, PASSWORD }
  const { AuthenticationResult } = await cognito.send(
    new InitiateAuthCommand({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters }),
  )
  return AuthenticationResult
}

test('without self sign-up nobody makes an account', async () => {
  const journey = await start({ selfSignUp: false })

  await expect(journey.signUp(email)).rejects.toMatchObject({
    name: 'NotAuthorizedException',
    message: 'SignUp is not permitted for this user pool',
  })
})

test('a password is what the policy says, a token as good as its lifetime says, and a name another than the address', async () => {
  const journey = await start({
    signInBy: ['username', 'email'],
    mfa: { mode: 'optional' },
    passwordPolicy: { minLength: 6, requireDigits: true },
    tokenLifetimes: { public: { accessMinutes: 5, idMinutes: 10 } },
    memoryMb: { 'pre-sign-up': 1_024 },
    alarmTopicArn: 'arn:aws:sns:eu-west-1:123456789012:alarms',
    customDomain: {
      name: 'auth.example.com',
      certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b',
    },
  })
  const refused = (reason: string) => ({
    name: 'InvalidPasswordException',
    message: `Password did not conform with policy: ${reason}`,
  })

  await expect(signUp(journey, 'jane', 'a1b2c')).rejects.toMatchObject(refused('Password not long enough'))
  await expect(signUp(journey, 'jane', 'abcdef')).rejects.toMatchObject(
    refused('Password must have numeric characters'),
  )
  await expect(signUp(journey, email, 'a1b2c3')).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: 'Username cannot be of email format, since user pool is configured for email alias.',
  })
  await signUp(journey, 'jane', 'a1b2c3')
  const { code: ConfirmationCode } = journey.stack.mailbox.messages(email)[0] ?? {}
  const { clientId: ClientId } = journey.stack.details.clients.public
  await journey.cognito.send(new ConfirmSignUpCommand({ ClientId, Username: 'jane', ConfirmationCode }))
  const tokens = await signIn(journey, email, 'a1b2c3')

  const access = claimsOf(tokens?.AccessToken ?? '')
  const id = claimsOf(tokens?.IdToken ?? '')
  expect(tokens?.ExpiresIn).toBe(300)
  expect(Number(access['exp']) - Number(access['iat'])).toBe(300)
  expect(Number(id['exp']) - Number(id['iat'])).toBe(600)
  expect(access['username']).toBe('jane')
  expect(journey.stack.notSimulated).toEqual([
    'MfaConfiguration',
    'UserPoolDomain.CustomDomainConfig',
    'Alarm.AlarmActions',
  ])
})

test('a number is a name, and its code comes by SMS', async () => {
  const writableAttributes = ['email', 'phone_number']
  const journey = await start({ signInBy: ['phone'], writableAttributes })

  await signUp(journey, '+4915112345678', 'correct horse battery staple')

  expect(journey.stack.mailbox.messages('+4915112345678')).toMatchObject([{ code: expect.any(String) }])
})
