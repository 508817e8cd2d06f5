/** How long `npm start` takes to its line `ready`, and a sign-up through the stack that it started. */
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import { startForReal } from '../test/support/started-stack.ts'
import { median } from '../scripts/median.ts'
import { elsewhere, startPlainService } from './service.ts'
import { type Cells, type stack, times } from './tables.ts'

type Row = (typeof stack.rows)[number]

const warmSignUps = 30

/** A fresh stack in each round; sign-ups are interleaved with requests that call no function. */
export async function measureStack(rounds: number): Promise<Cells<Row>> {
  await using service = await startPlainService()
  const readyMs: number[] = []
  const bareMs: number[] = []
  const cold: number[] = []
  const warm: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const bareAt = performance.now()
    await promisify(execFile)(process.execPath, ['-e', ''])
    const startedAt = performance.now()
    bareMs.push(startedAt - bareAt)
    const ends: (() => Promise<void>)[] = []
    const started = await startForReal((end) => void ends.push(end), 1, elsewhere(service))
    readyMs.push(performance.now() - startedAt)
    try {
      const { details } = started
      const keys = `${details.cognitoEndpoint}/${details.userPoolId}/.well-known/jwks.json`
      const ask = (): Promise<number> => timeOf(() => fetch(keys))
      const signUp = (): Promise<number> =>
        timeOf(() => sendSignUp(details.cognitoEndpoint, details.clients.public.clientId))
      await ask()
      const coldMs = await signUp()
      const pairs: [signUpMs: number, askMs: number][] = []
      for (let count = 0; count < warmSignUps; count += 1) pairs.push([await signUp(), await ask()])
      const warmMs = median(pairs.map(([signUpMs]) => signUpMs))
      cold.push(coldMs / warmMs)
      warm.push(warmMs / median(pairs.map(([, askMs]) => askMs)))
    } finally {
      await started.stop()
      for (const end of ends.toReversed()) await end()
    }
  }
  const ready = median(readyMs)
  return new Map<Row, readonly string[]>([
    ['ready', [`${(ready / 1_000).toFixed(1)} s, ${times(ready / median(bareMs))} the start of Node`]],
    ['cold sign-up', [`${times(median(cold))} a warm one`]],
    ['warm sign-up', [`${times(median(warm))} a request that calls no function`]],
  ])
}

function sendSignUp(endpoint: string, clientId: string): Promise<Response> {
  const email = `${randomUUID()}@example.com`
  return fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.SignUp',
    },
    body: JSON.stringify({
      ClientId: clientId,
      Username: email,
      Password: 'Correct-Horse-9',
      UserAttributes: [{ Name: 'email', Value: email }],
    }),
  })
}

/** To the end of the answer. @throws Error for a refusal, which would be faster than what is measured. */
async function timeOf(send: () => Promise<Response>): Promise<number> {
  const startedAt = performance.now()
  const response = await send()
  const answer = await response.text()
  if (!response.ok) throw new Error(`The stack refused a request of the bench: ${answer}`)
  return performance.now() - startedAt
}
