import { AdminConfirmSignUpCommand, SignUpCommand } from '@aws-sdk/client-cognito-identity-provider'
import { expect, onTestFinished, test } from 'vitest'
import { type AuthClient, createAuthClient } from '../../client/auth-client.ts'
import type { Failure } from '../../client/classify.ts'
import { clientId, deniedDomain, type FaultyPool, patience, startFaultyPool } from './faulty-pool.ts'
import type { ProxyFault } from './fault-proxy.ts'
import { runs } from '../support/run-counts.ts'

const seed = 20_261_123
const password = 'Correct-Horse-7'
const shares = { triggerTimeouts: 0.2, throttled: 0.2, lostRequests: 0.05, lostAnswers: 0.1 }
/** Waits short enough for a test; the shape of the retries is that of the defaults. */
const waits = { ...patience, baseDelayMs: 2, maxDelayMs: 20 }

type State = 'confirmed' | 'denied' | 'name-taken'

/** How many may join; one for every eighteen has a denied address, and one a name that is taken. */
const memberCount = runs({ few: 72, full: 900 })
const otherCount = memberCount / 18

test(`${memberCount + 2 * otherCount} sign-ups through time-outs, throttles and lost connections end in one known state each (seed ${seed})`, async () => {
  const faulty = await startFaultyPool(shares, seed)
  onTestFinished(() => faulty.close())
  const members = listNames('member', memberCount, 'example.com')
  const denied = listNames('denied', otherCount, deniedDomain)
  const taken = listNames('taken', otherCount, 'example.org')
  const owners = await takeNames(faulty, taken)
  // In browsers each person has a client, and a retry quota, of their own.
  const makeClient = (): AuthClient => createAuthClient({ cognito: faulty.cognito, clientId, ...waits })

  const states = await settleAll([...members, ...denied, ...taken], (email) =>
    join(faulty, makeClient(), email),
  )

  const { users } = faulty.pool.dump()
  const statusOf = new Map(users.map((user) => [user.attributes['email'] ?? '', user.status]))
  expect(countBy(states.values())).toEqual({
    confirmed: memberCount,
    denied: otherCount,
    'name-taken': otherCount,
  })
  expect(members.filter((email) => states.get(email) !== 'confirmed')).toEqual([])
  expect(members.filter((email) => statusOf.get(email) !== 'CONFIRMED')).toEqual([])
  expect(denied.filter((email) => statusOf.has(email))).toEqual([])
  // No user twice, no other user, and earlier users are unchanged.
  expect(users).toHaveLength(memberCount + otherCount)
  expect(statusOf.size).toBe(memberCount + otherCount)
  expect(new Map(taken.map((email) => [email, subOf(faulty, email)]))).toEqual(owners)
  // One message each: the client sends no code without a request.
  expect(members.filter((email) => faulty.codesOf(email).length !== 1)).toEqual([])
  expectFaults(faulty)
})

const serverCount = runs({ few: 30, full: 150 })

test(`${serverCount} sign-ups by one server with one retry quota end in one known state each (seed ${seed})`, async () => {
  const faulty = await startFaultyPool(shares, seed)
  onTestFinished(() => faulty.close())
  const people = listNames('person', serverCount, 'example.com')
  const client = createAuthClient({ cognito: faulty.cognito, clientId, ...waits })

  const states = await settleAll(people, (email) => join(faulty, client, email))

  expect(countBy(states.values())).toEqual({ confirmed: serverCount })
  expect(faulty.pool.dump().users.map((user) => user.status)).toEqual(people.map(() => 'CONFIRMED'))
})

/** What a person does: submits each form again as long as it says that it may work later. */
async function join(faulty: FaultyPool, client: AuthClient, email: string): Promise<State> {
  const signedUp = await submitUntilClear(() =>
    client.signUp({
      Username: email,
      Password: password,
      UserAttributes: [{ Name: 'email', Value: email }],
    }),
  )
  if (signedUp.kind === 'denied') return 'denied'
  if (signedUp.kind === 'rejected' && signedUp.reason === 'username_exists') return 'name-taken'
  if (signedUp.kind !== 'signed_up')
    throw new Error(`sign-up of ${email} ended in ${JSON.stringify(signedUp)}`)

  const code = faulty.codesOf(email).at(-1) ?? ''
  const confirmed = await submitUntilClear(() =>
    client.confirmSignUp({ Username: email, ConfirmationCode: code }),
  )
  if (confirmed.kind !== 'confirmed')
    throw new Error(`confirmation of ${email} ended in ${JSON.stringify(confirmed)}`)
  if (signedUp.isConfirmed || !signedUp.isRecovered) return 'confirmed'

  // An account that was found unconfirmed may be somebody else's: the sign-in decides.
  const signedIn = await submitUntilClear(() => client.signIn({ Username: email, Password: password }))
  if (signedIn.kind === 'signed_in') return 'confirmed'
  if (signedIn.kind === 'rejected' && signedIn.reason === 'wrong_password') return 'name-taken'
  throw new Error(`sign-in of ${email} ended in ${JSON.stringify(signedIn)}`)
}

async function submitUntilClear<Result extends { readonly kind: string }>(
  submit: () => Promise<Result | Failure>,
): Promise<Result | Failure> {
  for (let submits = 1; submits <= 20; submits += 1) {
    const result = await submit()
    if (result.kind !== 'transient') return result
  }
  throw new Error('20 submits were not enough')
}

/** Somebody else has signed up with these names and another password; every other one is confirmed. */
async function takeNames(faulty: FaultyPool, emails: readonly string[]): Promise<Map<string, string>> {
  await settleAll(emails, async (email) => {
    for (;;) {
      const input = { ClientId: clientId, Username: email, Password: 'Another-Horse-8' }
      // The triggers hang for these people too.
      const isDone = await faulty.direct.send(new SignUpCommand(input)).then(
        () => true,
        () => false,
      )
      if (isDone) break
    }
    if (Number(email.match(/\d+/)?.[0]) % 2 === 0) {
      const input = { UserPoolId: 'eu-west-1_Faulty', Username: email }
      await faulty.direct.send(new AdminConfirmSignUpCommand(input)).catch(() => undefined)
    }
  })
  return new Map(emails.map((email) => [email, subOf(faulty, email)]))
}

function subOf(faulty: FaultyPool, email: string): string {
  return faulty.pool.dump().users.find((user) => user.attributes['email'] === email)?.sub ?? 'nobody'
}

/** Runs 100 at a time. */
async function settleAll<Result>(
  emails: readonly string[],
  run: (email: string) => Promise<Result>,
): Promise<Map<string, Result>> {
  const rest = emails.values()
  const results = new Map<string, Result>()
  const work = async (): Promise<void> => {
    for (const email of rest) results.set(email, await run(email))
  }
  await Promise.all(Array.from({ length: 100 }, work))
  return results
}

/** The faults came about as often as they were asked for. */
function expectFaults({ proxy, triggerCalls }: FaultyPool): void {
  const total = [...proxy.counts.values()].reduce((sum, count) => sum + count, 0)
  const count = (fault: ProxyFault): number => proxy.counts.get(fault) ?? 0
  const ratios = [
    count('throttled') / total / shares.throttled,
    count('lost-request') / total / shares.lostRequests,
    count('lost-answer') / total / shares.lostAnswers,
    triggerCalls.hanging / (triggerCalls.hanging + triggerCalls.answered) / shares.triggerTimeouts,
  ]
  expect(Math.min(...ratios)).toBeGreaterThan(0.5)
  expect(Math.max(...ratios)).toBeLessThan(2)
}

function listNames(kind: string, count: number, domain: string): string[] {
  return Array.from({ length: count }, (_, index) => `${kind}-${index}@${domain}`)
}

function countBy(states: Iterable<State>): Partial<Record<State, number>> {
  const counts: Partial<Record<State, number>> = {}
  for (const state of states) counts[state] = (counts[state] ?? 0) + 1
  return counts
}
